package text

import (
	"net/netip"
	"strconv"
	"strings"
)

// Address reads a host as an IP address in the forms that .NET's Uri takes:
// IPv6, and IPv4 in one to four numbers, each decimal, octal (017) or
// hexadecimal (0x7f), of which the last fills what is left. An IPv4 address
// written in IPv6 is unmapped.
// https://learn.microsoft.com/dotnet/api/system.uri.hostnametype
func Address(host string) (netip.Addr, bool) {
	if host == "" || !strings.ContainsRune("0123456789:", rune(host[0])) && !strings.Contains(host, ":") {
		return netip.Addr{}, false
	}
	if strings.Contains(host, ":") {
		a, err := netip.ParseAddr(host)
		return a.Unmap().WithZone(""), err == nil
	}
	numbers := strings.Split(host, ".")
	if len(numbers) > 4 {
		return netip.Addr{}, false
	}
	var whole uint64
	for i, s := range numbers {
		n, ok := number(s)
		room := 8
		if i == len(numbers)-1 {
			room = 8 * (4 - i)
		}
		if !ok || n >= 1<<room {
			return netip.Addr{}, false
		}
		whole = whole<<room | n
	}
	return netip.AddrFrom4([4]byte{byte(whole >> 24), byte(whole >> 16), byte(whole >> 8), byte(whole)}), true
}

// number reads one number of an IPv4 address.
func number(s string) (uint64, bool) {
	base := 10
	switch {
	case strings.HasPrefix(s, "0x"), strings.HasPrefix(s, "0X"):
		s, base = s[2:], 16
	case len(s) > 1 && s[0] == '0':
		base = 8
	}
	if s == "" || s[0] == '+' {
		return 0, false
	}
	n, err := strconv.ParseUint(s, base, 32)
	return n, err == nil
}
