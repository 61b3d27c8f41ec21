package main

import (
	"encoding/json"
	"io"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// object is one of JSON.
type object map[string]any

// openAPI prints the contract below a folder as OpenAPI 3.1, for those who call it as
// JSON: the methods of one message each way, and their messages as protojson writes
// them.
// https://spec.openapis.org/oas/v3.1.1.html
func openAPI(out io.Writer, root string) error {
	file, err := compiled(root)
	if err != nil {
		return err
	}
	p := &page{locations: file.SourceLocations()}
	paths, schemas := object{}, object{"Error": failure}
	description := ""
	for i := range file.Services().Len() {
		s := file.Services().Get(i)
		description = p.prose(s)
		for i := range s.Methods().Len() {
			if m := s.Methods().Get(i); !m.IsStreamingClient() && !m.IsStreamingServer() {
				paths["/"+string(s.FullName())+"/"+string(m.Name())] = object{"post": object{
					"operationId": m.Name(),
					"description": p.prose(m),
					"requestBody": object{"required": true, "content": contentOf(m.Input())},
					"responses": object{
						"200":     object{"description": "OK", "content": contentOf(m.Output())},
						"default": object{"description": "An error.", "content": content(reference("Error"))},
					},
				}}
			}
		}
	}
	for i := range file.Messages().Len() {
		m := file.Messages().Get(i)
		schemas[string(m.Name())] = p.schema(m)
	}
	for i := range file.Enums().Len() {
		e := file.Enums().Get(i)
		schemas[string(e.Name())] = p.names(e)
	}
	to := json.NewEncoder(out)
	to.SetEscapeHTML(false)
	to.SetIndent("", "  ")
	return to.Encode(object{
		"openapi": "3.1.0",
		"info":    object{"title": "Hairpin", "version": string(file.Package().Name()), "description": description},
		"paths":   paths,
		"components": object{
			"schemas":         schemas,
			"securitySchemes": object{"token": object{"type": "http", "scheme": "bearer"}},
		},
		"security": []object{{"token": []string{}}, {}},
	})
}

// failure is the schema of an error: https://connectrpc.com/docs/protocol/#error-end-stream
var failure = object{
	"type":        "object",
	"description": "Why a call failed, in the form of the Connect protocol.",
	"required":    []string{"code"},
	"properties": object{
		"code":    object{"type": "string", "description": `The code of gRPC in small letters: "invalid_argument".`},
		"message": object{"type": "string"},
		"details": object{"type": "array", "items": object{
			"type":     "object",
			"required": []string{"type", "value"},
			"properties": object{
				"type":  object{"type": "string", "description": `The name of a message: "google.rpc.BadRequest".`},
				"value": object{"type": "string", "contentEncoding": "base64"},
				"debug": object{"description": "The message as JSON."},
			},
		}},
	},
}

// prose is a comment as one text.
func (p *page) prose(d protoreflect.Descriptor) string {
	return strings.TrimSpace(p.comment(d))
}

func contentOf(m protoreflect.MessageDescriptor) object {
	return content(reference(string(m.Name())))
}

func content(schema object) object {
	return object{"application/json": object{"schema": schema}}
}

func reference(name string) object {
	return object{"$ref": "#/components/schemas/" + name}
}

// schema is that of a message. Fields that have no value are left out of JSON, so
// none is required.
func (p *page) schema(m protoreflect.MessageDescriptor) object {
	properties := object{}
	for i := range m.Fields().Len() {
		f := m.Fields().Get(i)
		s := fieldSchema(f)
		s["description"] = strings.Join(strings.Fields(p.comment(f)), " ")
		properties[f.JSONName()] = s
	}
	return object{"type": "object", "description": p.prose(m), "properties": properties, "additionalProperties": false}
}

// names is the schema of an enum: the names of its values.
func (p *page) names(e protoreflect.EnumDescriptor) object {
	var names, lines []string
	for i := range e.Values().Len() {
		v := e.Values().Get(i)
		names = append(names, string(v.Name()))
		lines = append(lines, "- `"+string(v.Name())+"`: "+strings.Join(strings.Fields(p.comment(v)), " "))
	}
	return object{"type": "string", "enum": names, "description": p.prose(e) + "\n\n" + strings.Join(lines, "\n")}
}

func fieldSchema(f protoreflect.FieldDescriptor) object {
	switch {
	case f.IsMap():
		return object{"type": "object", "additionalProperties": valueSchema(f.MapValue())}
	case f.IsList():
		return object{"type": "array", "items": valueSchema(f)}
	}
	return valueSchema(f)
}

// valueSchema is the schema of a single value:
// https://protobuf.dev/programming-guides/json/
func valueSchema(f protoreflect.FieldDescriptor) object {
	switch f.Kind() {
	case protoreflect.MessageKind:
		return reference(string(f.Message().Name()))
	case protoreflect.EnumKind:
		return reference(string(f.Enum().Name()))
	case protoreflect.BoolKind:
		return object{"type": "boolean"}
	case protoreflect.BytesKind:
		return object{"type": "string", "contentEncoding": "base64"}
	case protoreflect.StringKind, protoreflect.Int64Kind, protoreflect.Uint64Kind:
		return object{"type": "string"} // numbers of 64 bits do not fit those of JSON
	case protoreflect.DoubleKind, protoreflect.FloatKind:
		return object{"type": "number"}
	}
	return object{"type": "integer"}
}
