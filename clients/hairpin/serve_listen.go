package main

import (
	"errors"
	"fmt"
	"net"
	"syscall"
)

// listenTCP opens the port that a flag names, and says what is wrong with the
// address: how it is written, whose it is, or who has it already.
func listenTCP(flag, address, form string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, misread(flag, address, form)
	}
	l, err := net.Listen("tcp", address)
	var misspelled *net.AddrError
	var unknown *net.DNSError
	switch {
	case err == nil:
		return l, nil
	case errors.As(err, &misspelled):
		return nil, misread(flag, address, form)
	case errors.As(err, &unknown) && unknown.Name != host: // it is that of the port
		return nil, misread(flag, address, form)
	case errors.As(err, &unknown):
		return nil, fmt.Errorf("%s %s: %s; %s", flag, address, noAddress, ownAddresses)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, fmt.Errorf("%s %s: this machine does not have that address; %s", flag, address, ownAddresses)
	}
	return nil, fmt.Errorf("%s %s: %w", flag, address, cause(err))
}

// ownAddresses says where anything can listen.
const ownAddresses = "0.0.0.0 stands for all addresses of this machine, 127.0.0.1 for itself alone"

// misread is the error of an address that is written in another form.
func misread(flag, address, form string) error {
	return fmt.Errorf("%s %q: write it as %s", flag, address, form)
}

// cause is an error without the operation and address that the sentence around
// it names already.
func cause(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}
