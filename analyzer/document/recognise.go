package document

import "strings"

// IsPolicy reports whether the root element makes src a policy document,
// whatever its file is called. It reads no further than the first start tag.
func IsPolicy(src string) bool {
	name := FirstTag(src)
	return KindOf(name) != bareRoot || bareRoots[name]
}

// FirstTag is the name of the first start tag after comments, processing
// instructions, document types and text.
func FirstTag(src string) string {
	for {
		i := strings.IndexByte(src, '<')
		if i < 0 {
			return ""
		}
		src = src[i:]
		switch {
		case strings.HasPrefix(src, "<!--"):
			end := strings.Index(src, "-->")
			if end < 0 {
				return ""
			}
			src = src[end+3:]
		case strings.HasPrefix(src, "<?"), strings.HasPrefix(src, "<!"):
			end := strings.IndexByte(src, '>')
			if end < 0 {
				return ""
			}
			src = src[end+1:]
		default:
			end := strings.IndexAny(src[1:], " \t\r\n/>")
			if end < 0 {
				return ""
			}
			return src[1 : 1+end]
		}
	}
}

// rootKind says what a document is.
type rootKind uint8

const (
	// bareRoot is the zero value: statements without a root around them, as in the
	// files of some fragments.
	bareRoot rootKind = iota
	PoliciesRoot
	fragmentRoot
	ResolverRoot
)

// rootKinds lists the roots of policy documents.
// https://learn.microsoft.com/azure/api-management/api-management-howto-policies
// https://learn.microsoft.com/azure/api-management/policy-fragments
// https://learn.microsoft.com/azure/api-management/graphql-schema-resolve-api
var rootKinds = map[string]rootKind{
	"policies":             PoliciesRoot,
	"fragment":             fragmentRoot,
	"http-data-source":     ResolverRoot,
	"sql-data-source":      ResolverRoot,
	"cosmosdb-data-source": ResolverRoot,
}

// KindOf is the kind of a document whose root has a name.
func KindOf(tag string) rootKind { return rootKinds[tag] }

// bareRoots lists the statements by which a file without a root is recognised:
// names that nothing but a policy uses.
var bareRoots = map[string]bool{
	"choose": true, "include-fragment": true, "set-variable": true, "set-header": true,
	"set-backend-service": true, "send-request": true, "send-one-way-request": true,
	"return-response": true, "validate-jwt": true, "validate-azure-ad-token": true,
	"rewrite-uri": true, "set-query-parameter": true, "rate-limit-by-key": true,
	"cache-lookup-value": true, "authentication-managed-identity": true,
	"forward-request": true, "limit-concurrency": true, "retry": true,
}
