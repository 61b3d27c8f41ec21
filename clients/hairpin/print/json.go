package print

import (
	"bytes"
	"encoding/json"
	"io"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// writeJSON prints the JSON form of AnalyzeResponse, as the contract defines it.
func writeJSON(out io.Writer, r *Report) error { return JSON(out, r.Response) }

// JSON prints a message with unset fields included, indented by two
// spaces. protojson varies its white space on purpose, so it is laid out anew.
func JSON(out io.Writer, m proto.Message) error {
	raw, err := protojson.MarshalOptions{EmitUnpopulated: true}.Marshal(m)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err = out.Write(b.Bytes())
	return err
}
