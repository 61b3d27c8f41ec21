package collect

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"

	"hairpin.example/hairpin/analyzer"
)

// headSize is how much of a file is looked at to tell whether it can be a policy.
const headSize = 4 << 10

// looksLikePolicy looks at the start of a file. It errs on the side of yes: the
// whole file is judged once it is read. A file that cannot be opened gives yes
// if it is called like a policy, so that it is not passed over.
func looksLikePolicy(path string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	isXML := ext == ".xml"
	f, err := os.Open(path)
	if err != nil {
		return isXML
	}
	defer f.Close()
	head := make([]byte, headSize)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return isXML
	}
	head = head[:n]
	if _, ok := decodeUTF16(head); ok {
		return isUTF16Policy(head)
	}
	body := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	switch {
	case bytes.HasPrefix(body, []byte("<!")), bytes.HasPrefix(body, []byte("<?")), templateExts[ext]:
		return true // a comment may be long
	case bytes.HasPrefix(body, []byte("<")), isXML:
		return analyzer.IsPolicy(string(head))
	}
	return false
}

// templateExts are the names of templates that policies are written in. Directives of the
// template and comments of Razor stand in front of the root element of some.
// https://developer.hashicorp.com/terraform/language/functions/templatefile
// https://github.com/microsoft/vscode-apimanagement (policy.cshtml)
var templateExts = map[string]bool{".tftpl": true, ".tpl": true, ".cshtml": true}

// isUTF16Policy reports whether src is a policy in UTF-16 with a byte order mark.
func isUTF16Policy(src []byte) bool {
	s, ok := decodeUTF16(src)
	return ok && analyzer.IsPolicy(s)
}

// decodeUTF16 decodes UTF-16 text that starts with a byte order mark.
func decodeUTF16(src []byte) (string, bool) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(src, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(src, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	default:
		return "", false
	}
	units := make([]uint16, len(src)/2-1)
	for i := range units {
		units[i] = order.Uint16(src[2*i+2:])
	}
	return string(utf16.Decode(units)), true
}
