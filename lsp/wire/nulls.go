package wire

import (
	"bytes"
	"encoding/json"
)

// HasNullRange reports whether a change has a range that is null. The library reads
// it as the empty range at the start, and it means the whole document. Within a
// text the quotes would be escaped.
func HasNullRange(params []byte) bool {
	return bytes.Contains(params, []byte(`"range":null`)) || bytes.Contains(params, []byte(`"range": null`))
}

// WithoutNulls is JSON without the members that are null: some editors write null
// for what is not there, where the protocol wants nothing. What is no JSON stays
// as it is.
func WithoutNulls(raw []byte) []byte {
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return raw
	}
	out, err := json.Marshal(stripped(v))
	if err != nil {
		return raw
	}
	return out
}

func stripped(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if x == nil {
				delete(v, k)
			} else {
				v[k] = stripped(x)
			}
		}
	case []any:
		for i := range v {
			v[i] = stripped(v[i])
		}
	}
	return v
}
