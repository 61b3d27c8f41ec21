package analyzer_test

import (
	"context"
	"fmt"
	"io/fs"
	"log"
	"path"
	"testing/fstest"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/text"
)

const (
	instance = `instance: { name: contoso, virtualNetwork: internal, sku: Developer }
`
	orders = `<policies>
  <inbound>
    <base />
    <send-request mode="new" response-variable-name="stock">
      <set-url>https://contoso.azure-api.net/stock/v1/items</set-url>
    </send-request>
    <send-request mode="new" response-variable-name="rate">
      <set-url>http://rates.example.com/today</set-url>
    </send-request>
  </inbound>
</policies>
`
)

// project is what the examples are about: a policy, and what is known of the
// instance that runs it.
func project() []*text.File {
	return []*text.File{text.NewFile("hairpin.yaml", instance), text.NewFile("orders.xml", orders)}
}

// Check a folder. Files that are no policies and no artifacts do no harm.
func ExampleSnapshot_Check() {
	folder := fstest.MapFS{ // or os.DirFS("apimartifacts")
		"hairpin.yaml":                &fstest.MapFile{Data: []byte(instance)},
		"policies/orders.xml":         &fstest.MapFile{Data: []byte(orders)},
		"policies/fragments/note.txt": &fstest.MapFile{Data: []byte("nothing of interest")},
	}
	var files []*text.File
	err := fs.WalkDir(folder, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := fs.ReadFile(folder, path)
		files = append(files, text.NewFile(path, string(src)))
		return err
	})
	if err != nil {
		log.Fatal(err)
	}

	snapshot := analyzer.NewSnapshot(files)
	result, err := snapshot.Check(context.Background(), analyzer.Config{})
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range result.Findings {
		line, column := snapshot.File(f.At.Path).LineCol(f.At.Span.Start)
		fmt.Printf("%s:%d:%d: %s %s: %s\n", f.At.Path, line, column, f.Severity, f.Rule.ID, f.Message)
	}
	// Output:
	// policies/orders.xml:5:24: error HP102: set-url resolves to "contoso.azure-api.net", a hostname of this gateway; in an internal network on Developer, the call always times out after 21 s (BackendConnectionFailure)
}

// Apply all fixes that are safe.
func ExampleSnapshot_Fix() {
	fixed, err := analyzer.NewSnapshot(project()).Fix(context.Background(), analyzer.Config{}, analyzer.FixOptions{})
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range fixed.Applied {
		fmt.Printf("%s: %s\n", f.Rule.ID, f.Fixes[0].Title)
	}
	for _, f := range fixed.Files {
		fmt.Printf("-- %s --\n%s", f.Path, f.Src)
	}
	fmt.Println(len(fixed.Left.Findings), "left")
	// Output:
	// HP102: Call loopback and set Host to contoso.azure-api.net
	// -- orders.xml --
	// <policies>
	//   <inbound>
	//     <base />
	//     <send-request mode="new" response-variable-name="stock">
	//       <set-url>https://127.0.0.1/stock/v1/items</set-url>
	//       <set-header name="Host" exists-action="override">
	//         <value>contoso.azure-api.net</value>
	//       </set-header>
	//     </send-request>
	//     <send-request mode="new" response-variable-name="rate">
	//       <set-url>http://rates.example.com/today</set-url>
	//     </send-request>
	//   </inbound>
	// </policies>
	// 0 left
}

// List every call that the policies make, and where it ends.
func ExampleSnapshot_ListCalls() {
	list, err := analyzer.NewSnapshot(project()).ListCalls(context.Background(), analyzer.Config{})
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range list.Calls {
		for _, way := range c.Listed {
			fmt.Printf("%s to %s, which is this gateway: %t\n", c.Sink.Element, way.HostName, way.End == analyzer.EndSelf)
		}
	}
	// Output:
	// send-request to contoso.azure-api.net, which is this gateway: true
	// send-request to rates.example.com, which is this gateway: false
}

// A rule of one's own looks at the same calls as the built-in ones.
func ExampleConfig_own() {
	tls := &analyzer.Rule{
		Rule: analyzer.Page{ID: "HP700", Name: "plain-http", Severity: analyzer.Warning, Summary: "a call without TLS"},
		Check: func(p *analyzer.Pass) {
			for c := range p.Calls() {
				for _, way := range c.Ways {
					if scheme, ok := way.Address.Scheme().Text(); ok && scheme == "http" {
						p.Report(analyzer.Finding{
							Severity: analyzer.Warning, At: c.At, Message: "the call of " + way.Name.Name + " is made without TLS",
						}, c.Element, way.Name.Name)
						break
					}
				}
			}
		},
	}
	result, err := analyzer.NewSnapshot(project()).Check(context.Background(), analyzer.Config{Own: []*analyzer.Rule{tls}})
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range result.Findings {
		if f.Rule.ID == tls.ID {
			fmt.Printf("%s: %s: %s\n", path.Base(f.At.Path), f.Severity, f.Message)
		}
	}
	// Output:
	// orders.xml: warning: the call of rates.example.com is made without TLS
}
