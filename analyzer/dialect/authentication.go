package dialect

// authentication are the policies that check who calls, and tell the backend who
// the gateway is.
var authentication = []*Element{
	authenticationBasic,
	authenticationCertificate,
	authenticationManagedIdentity,
	{
		Name: "validate-jwt", In: Inbound, Ordered: true,
		Doc: "Validates a JSON web token in the request: its signature, issuer, audience and claims.",
		Attrs: append(tokenAttrs(),
			Attr{Name: "require-expiration-time", Values: truth, Default: "true", Doc: "Whether the token must have an expiration time."},
			Attr{Name: "require-scheme", Open: true, Values: []string{"Bearer"}, Doc: "The scheme that must come before the token in the header."},
			Attr{Name: "require-signed-tokens", Values: truth, Default: "true", Doc: "Whether the token must be signed."},
			Attr{Name: "clock-skew", Default: "0", Doc: "The allowed difference between clocks, in seconds."},
		),
		Children: []Child{
			{Times: Many, Element: &Element{
				Name: "openid-config",
				Doc:  "Where the gateway fetches the issuer and its keys from, every hour.",
				Attrs: []Attr{
					{Name: "url", Need: Required, Doc: "The address of the OpenID metadata."},
					{Name: "validate-connectivity", Values: truth, Default: "true", Doc: "Whether the address must be reachable when the policy is saved."},
					{Name: "host", Doc: "In the schema only: what it does is not documented."},
				},
			}},
			{list("issuer-signing-keys", "Keys that may have signed the token.", tokenKey), AtMostOnce},
			{list("decryption-keys", "Keys that decrypt the token.", tokenKey), AtMostOnce},
			{audiences, AtMostOnce},
			{list("issuers", "The issuers that are accepted.", text("issuer", "The name of an issuer.")), AtMostOnce},
			{requiredClaims, AtMostOnce},
		},
	},
	{
		Name: "validate-azure-ad-token", In: Inbound, // versions of its page differ in the order
		Doc: "Validates a token from Microsoft Entra ID.",
		Attrs: append([]Attr{
			{Name: "tenant-id", Need: Required, Doc: "The tenant: its ID or domain, common, or organizations."},
			{Name: "authentication-endpoint", Doc: "The sign-in address of another cloud."},
		}, tokenAttrs()...),
		Children: []Child{
			{list("client-application-ids", "The applications that may call.", applicationID), AtMostOnce},
			{list("backend-application-ids", "The applications that may be called.", applicationID), AtMostOnce},
			{audiences, AtMostOnce},
			{requiredClaims, AtMostOnce},
			{list("decryption-keys", "Keys that decrypt the token.", tokenKey), AtMostOnce},
		},
	},
	{
		Name: "validate-client-certificate", In: Inbound,
		Doc: "Validates the certificate that the caller presents.",
		Attrs: []Attr{
			{Name: "validate-revocation", Need: Usual, Values: truth, Default: "true", Doc: "Whether the certificate must not be revoked."},
			{Name: "validate-trust", Need: Usual, Values: truth, Default: "true", Doc: "Whether its chain must be trusted."},
			{Name: "validate-not-before", Need: Usual, Values: truth, Default: "true", Doc: "Whether it must already be valid."},
			{Name: "validate-not-after", Need: Usual, Values: truth, Default: "true", Doc: "Whether it must not have expired."},
			ignoreError,
		},
		Children: []Child{{list("identities", "The certificates that are accepted.", &Element{
			Name: "identity", Doc: "An accepted certificate, identified by the given properties.",
			Attrs: []Attr{
				{Name: "thumbprint", Doc: "Its thumbprint."},
				{Name: "serial-number", Doc: "Its serial number."},
				{Name: "common-name", Doc: "The common name of its subject."},
				{Name: "subject", Doc: "Its subject."},
				{Name: "dns-name", Doc: "A DNS name of its subject."},
				{Name: "issuer-subject", Doc: "The subject of its issuer."},
				{Name: "issuer-thumbprint", Doc: "The thumbprint of its issuer."},
				{Name: "issuer-certificate-id", Doc: "The certificate of its issuer, in API Management."},
			},
		}), AtMostOnce}},
	},
	{
		Name: "check-header", In: Inbound,
		Doc: "Rejects a request that lacks a header, or has it with another value.",
		Attrs: []Attr{
			{Name: "name", Need: Required, Doc: "The name of the header."},
			{Name: "failed-check-httpcode", Need: Required, Doc: "The status code of the response."},
			{Name: "failed-check-error-message", Need: Required, Doc: "The text of the response."},
			{Name: "ignore-case", Need: Required, Values: truth, Doc: "Whether case is ignored."},
		},
		Children: []Child{{text("value", "A value that is accepted."), Many}},
	},
	{
		Name: "ip-filter", In: Inbound,
		Doc:   "Allows or blocks callers by IP address.",
		Attrs: []Attr{{Name: "action", Need: Required, Values: []string{"allow", "forbid"}, Doc: "What to do with the listed addresses."}},
		Children: []Child{
			{text("address", "An address."), Many},
			{Times: Many, Element: &Element{Name: "address-range", Doc: "A range of addresses.", Attrs: []Attr{
				{Name: "from", Need: Required, Doc: "The first address."},
				{Name: "to", Need: Required, Doc: "The last address."},
			}}},
		},
	},
	authorizationContext,
}

var authenticationBasic = &Element{
	Name: "authentication-basic", In: Inbound,
	Doc: "Sends a user name and a password to the backend.",
	Attrs: []Attr{
		{Name: "username", Need: Required, Doc: "The user."},
		{Name: "password", Need: Required, Doc: "The password; keep it in a secret named value."},
	},
}

var authenticationCertificate = &Element{
	Name: "authentication-certificate", In: Inbound,
	Doc: "Presents a client certificate to the backend.",
	Attrs: []Attr{
		{Name: "thumbprint", Need: Usual, Doc: "The thumbprint of a certificate in API Management."},
		{Name: "certificate-id", Doc: "The name of a certificate in API Management."},
		{Name: "body", Doc: "The certificate itself, as bytes."},
		{Name: "password", Doc: "The password of the certificate in body."},
	},
}

var authenticationManagedIdentity = &Element{
	Name: "authentication-managed-identity", In: Inbound,
	Doc: "Gets a token for the gateway's managed identity and sends it to the backend.",
	Attrs: []Attr{
		{Name: "resource", Need: Required, Doc: "The application that the token is for; the gateway does not call it."},
		{Name: "client-id", Doc: "The user-assigned identity; without it the system-assigned one."},
		{Name: "output-token-variable-name", Names: Variable, Doc: "The variable for the token, instead of the Authorization header."},
		ignoreError,
	},
}

// tokenAttrs are what the checks of tokens have in common.
func tokenAttrs() []Attr {
	return []Attr{
		{Name: "header-name", Need: Usual, Open: true, Values: []string{"Authorization"}, Doc: "The header that holds the token."},
		{Name: "query-parameter-name", Doc: "The query parameter that holds the token, instead of a header."},
		{Name: "token-value", Doc: "The token itself, as an expression."},
		{Name: "failed-validation-httpcode", Need: Usual, Default: "401", Doc: "The status code if the check fails."},
		{Name: "failed-validation-error-message", Need: Usual, Doc: "The text if the check fails."},
		{Name: "output-token-variable-name", Names: Variable, Doc: "The variable for the token, as a Jwt."},
	}
}

var (
	audiences     = list("audiences", "The audiences that are accepted.", text("audience", "An audience."))
	applicationID = text("application-id", "The client ID of an application.")

	tokenKey = &Element{
		Name: "key", Holds: Text, Doc: "A key: in Base64, by its certificate, or by modulus and exponent.",
		Attrs: []Attr{
			{Name: "id", Doc: "The ID of the key, as the token names it."},
			{Name: "certificate-id", Doc: "A certificate in API Management."},
			{Name: "n", Doc: "The modulus of an RSA key."},
			{Name: "e", Doc: "The exponent of an RSA key."},
		},
	}
	requiredClaims = list("required-claims", "The claims that the token must contain.", &Element{
		Name: "claim", Doc: "A claim that the token must contain.",
		Attrs: []Attr{
			{Name: "name", Need: Required, Doc: "The name of the claim."},
			{Name: "match", Need: Usual, Values: []string{"all", "any"}, Default: "all", Doc: "Whether all values must be present, or any one of them."},
			{Name: "separator", Doc: "What separates the values of a claim that is a single string."},
		},
		Children: []Child{{text("value", "A value of the claim."), Many}},
	})
)

var authorizationContext = &Element{
	Name: "get-authorization-context", In: Inbound,
	Doc: "Gets an access token from a connection of the credential manager.",
	Attrs: []Attr{
		{Name: "provider-id", Need: Required, Doc: "The credential provider."},
		{Name: "authorization-id", Need: Required, Doc: "The connection."},
		{Name: "context-variable-name", Need: Required, Names: Variable, Doc: "The variable for the authorization."},
		{Name: "identity-type", Need: Usual, Values: []string{"managed", "jwt"}, Default: "managed", Doc: "Whose identity requests it: the gateway's, or that of a token."},
		{Name: "identity", Doc: "The token, if the identity type is jwt."},
		ignoreError,
	},
}
