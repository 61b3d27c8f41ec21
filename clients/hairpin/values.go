package main

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// These read the flags that are not text: what cannot be read is answered with how
// to write it.
var (
	durations = mapper(time.ParseDuration, "a time, such as 30s or 5m")
	integers  = mapper(strconv.Atoi, "a whole number, such as 2")
	counts    = mapper(func(s string) (uint32, error) {
		n, err := strconv.ParseUint(s, 10, 32)
		return uint32(n), err
	}, "a whole number, such as 2")
	fractions = mapper(func(s string) (float64, error) {
		n, err := strconv.ParseFloat(s, 64)
		if math.IsNaN(n) || math.IsInf(n, 0) {
			err = strconv.ErrRange
		}
		return n, err
	}, "a number, such as 2 or 0.5")
)

func mapper[T any](parse func(string) (T, error), how string) kong.Mapper {
	return kong.MapperFunc(func(ctx *kong.DecodeContext, target reflect.Value) error {
		t, err := ctx.Scan.PopValue("a")
		if err != nil {
			return err
		}
		v, err := parse(t.String())
		if err != nil {
			return fmt.Errorf("write %s, not %q", how, t)
		}
		target.Set(reflect.ValueOf(v))
		return nil
	})
}

// sizeUnits are those of sizes, in bytes.
var sizeUnits = []struct {
	name string
	size int64
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}}

// parseSize reads 64MiB, 512KiB, 1GiB, or a number of bytes, up to a most.
func parseSize(s string, most int64) (int64, error) {
	digits, unit := s, int64(1)
	for _, u := range sizeUnits {
		if d, ok := strings.CutSuffix(s, u.name); ok {
			digits, unit = d, u.size
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n <= 0 {
		return 0, errors.New("write it as 64MiB, 512KiB, 1GiB, or a number of bytes")
	}
	if n > most/unit {
		return 0, fmt.Errorf("the maximum is %d bytes", most)
	}
	return n * unit, nil
}

// inUnits is a size as a flag takes it.
func inUnits(n uint64) string {
	for _, u := range slices.Backward(sizeUnits) {
		if size := uint64(u.size); n >= size && n%size == 0 {
			return fmt.Sprint(n/size, u.name)
		}
	}
	return fmt.Sprint(n, " bytes")
}

// worded is an error of the parser in words for those who call the command: what
// a missing argument is, and which flag has no value.
func worded(err error) error {
	flag, what, _ := strings.Cut(err.Error(), ": ")
	if strings.HasPrefix(what, "missing value") || strings.HasSuffix(what, `but got "EOL" (<EOL>)`) {
		return fmt.Errorf("%s needs a value", flag)
	}
	var p *kong.ParseError
	if !errors.As(err, &p) || p.Context.Selected() == nil {
		return err
	}
	for _, a := range p.Context.Selected().Positional {
		if err.Error() == fmt.Sprintf("expected %q", a.Summary()) {
			return fmt.Errorf("%s is missing: %s", a.Summary(), strings.TrimSuffix(a.Help, "."))
		}
	}
	return err
}
