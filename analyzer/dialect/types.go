package dialect

import "strings"

// Type is a type of the objects that an expression can use, with its members.
type Type struct {
	Name    string
	Members []Member
}

// Member is a property or a method.
type Member struct {
	Name string
	// Type is that of the value or the result; "" if it depends on type arguments.
	Type string
	Doc  string
	// Args are the parameters of a method with their brackets, "" of a property.
	Args string
}

// ContextPage is where the members of the context are described.
const ContextPage = learn + "api-management-policy-expressions#ContextVariables"

// ContextType is the type of the context.
const ContextType = "IContext"

// Types of values that several members have.
const (
	str       = "string"
	integer   = "int"
	boolean   = "bool"
	dateTime  = "DateTime"
	lists     = "IReadOnlyDictionary<string, string[]>"
	words     = "IReadOnlyDictionary<string, string>"
	variables = "IReadOnlyDictionary<string, object>"
)

// types are the types of the context.
// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables
var types = []Type{
	{ContextType, []Member{
		{"Api", "IApi", "The API of the request.", ""},
		{"Backend", "IBackend", "The backend entity of the request.", ""},
		{"Deployment", "IDeployment", "The gateway that the request runs on.", ""},
		{"Elapsed", "TimeSpan", "The time since the request arrived.", ""},
		{"GraphQL", "IGraphQL", "The field that a resolver resolves.", ""},
		{"LastError", "ILastError", "What failed, in on-error; null elsewhere.", ""},
		{"Operation", "IOperation", "The operation of the request.", ""},
		{"Product", "IProduct", "The product of the subscription; null without one.", ""},
		{"Request", "IRequest", "The request as it is now.", ""},
		{"RequestId", "Guid", "The ID of the request.", ""},
		{"Response", "IResponse", "The response as it is now, once there is one.", ""},
		{"Subscription", "ISubscription", "The subscription of the caller; null without a key.", ""},
		{"Timestamp", dateTime, "When the request arrived, in UTC.", ""},
		{"Tracing", boolean, "Whether the request is traced.", ""},
		{"User", "IUser", "The user of the subscription; null without one.", ""},
		{"Variables", variables, "What set-variable and other policies have set.", ""},
		{"Trace", "", "Writes a message to the trace.", "(string message)"},
	}},
	{"IApi", []Member{
		{"Id", str, "The ID of the API.", ""},
		{"IsCurrentRevision", boolean, "Whether the revision called is the current one.", ""},
		{"Name", str, "The display name of the API.", ""},
		{"Path", str, "The path of the API on the gateway.", ""},
		{"Revision", str, "The revision of the API.", ""},
		{"ServiceUrl", "IUrl", "The service URL of the API.", ""},
		{"Version", str, "The version of the API.", ""},
	}},
	{"IBackend", []Member{
		{"AzureRegion", str, "The region of the backend.", ""},
		{"Id", str, "The ID of the backend.", ""},
		{"Type", str, "The type of the backend.", ""},
	}},
	{"IDeployment", []Member{
		{"Certificates", "IReadOnlyDictionary<string, X509Certificate2>", "The certificates in API Management, by ID.", ""},
		{"Gateway", "IGateway", "The gateway.", ""},
		{"GatewayId", str, "The ID of the gateway: managed for the one in Azure.", ""},
		{"Region", str, "The region of the gateway.", ""},
		{"ServiceId", str, "The ID of the instance.", ""},
		{"ServiceName", str, "The name of the instance.", ""},
		{"SustainabilityInfo", "ISustainabilityInfo", "What is known of the emissions of the region.", ""},
	}},
	// https://learn.microsoft.com/azure/api-management/sustainability
	{"ISustainabilityInfo", []Member{
		{"CurrentCarbonIntensity", "CarbonIntensityCategory", "The carbon intensity of the region now.", ""},
	}},
	{"IGateway", []Member{
		{"Id", str, "The ID of the gateway.", ""},
		{"InstanceId", str, "The machine that the request runs on.", ""},
		{"IsManaged", boolean, "Whether it is a gateway in Azure, not a self-hosted one.", ""},
	}},
	{"IGraphQL", []Member{
		{"Arguments", "IGraphQLDataObject", "The arguments of the field.", ""},
		{"Parent", "IGraphQLDataObject", "The object that the field belongs to.", ""},
	}},
	{"ILastError", []Member{
		{"Message", str, "What happened, as a text for people.", ""},
		{"Path", str, "Where the policy that failed is in the document.", ""},
		{"PolicyId", str, "The id of the policy that failed.", ""},
		{"Reason", str, "What happened, as a code, such as BackendConnectionFailure, Timeout and others.", ""},
		{"Scope", str, "The scope of the policy that failed.", ""},
		{"Section", str, "The section of the policy that failed.", ""},
		{"Source", str, "The name of the policy that failed.", ""},
	}},
	{"IOperation", []Member{
		{"Id", str, "The ID of the operation.", ""},
		{"Method", str, "The method of the operation.", ""},
		{"Name", str, "The display name of the operation.", ""},
		{"UrlTemplate", str, "The URL template of the operation.", ""},
	}},
	{"IProduct", []Member{
		{"ApprovalRequired", boolean, "Whether subscriptions need an approval.", ""},
		{"Groups", "IEnumerable<IGroup>", "The groups that see the product.", ""},
		{"Id", str, "The ID of the product.", ""},
		{"Name", str, "The display name of the product.", ""},
		{"State", "ProductState", "Whether the product is published.", ""},
		{"SubscriptionLimit", "int?", "How many subscriptions a user may have.", ""},
		{"SubscriptionRequired", boolean, "Whether a key is needed.", ""},
	}},
	{"IRequest", []Member{
		{"Body", "IMessageBody", "The body; null if there is none.", ""},
		{"Certificate", "X509Certificate2", "The certificate that the caller presented; null without one.", ""},
		{"Foundry", "IFoundry", "What a request to Microsoft Foundry asks for.", ""},
		{"Headers", lists, "The headers, each with its values; case is ignored.", ""},
		{"IpAddress", str, "The address of the caller.", ""},
		{"MatchedParameters", words, "The parameters of the URL template.", ""},
		{"Method", str, "The method.", ""},
		{"OriginalUrl", "IUrl", "The URL as the caller wrote it: its host is a name of this gateway.", ""},
		{"PrivateEndpointConnection", "IPrivateEndpointConnection", "The private endpoint that the request came through; null without one.", ""},
		{"Url", "IUrl", "The URL that the request is forwarded to.", ""},
	}},
	{"IFoundry", []Member{{"Deployment", str, "The deployment of a model.", ""}}},
	{"IResponse", []Member{
		{"Body", "IMessageBody", "The body; null if there is none.", ""},
		{"Headers", lists, "The headers, each with its values; case is ignored.", ""},
		{"StatusCode", integer, "The status code.", ""},
		{"StatusReason", str, "The reason phrase that follows the code.", ""},
	}},
	{"ISubscription", []Member{
		{"CreatedDate", dateTime, "When it was created.", ""},
		{"EndDate", "DateTime?", "When it ends.", ""},
		{"Id", str, "The ID of the subscription.", ""},
		{"Key", str, "The key that the caller sent.", ""},
		{"Name", str, "The name of the subscription.", ""},
		{"PrimaryKey", str, "Its first key.", ""},
		{"SecondaryKey", str, "Its second key.", ""},
		{"StartDate", "DateTime?", "When it begins.", ""},
	}},
	{"IUser", []Member{
		{"Email", str, "The address of the user.", ""},
		{"FirstName", str, "The first name of the user.", ""},
		{"Groups", "IEnumerable<IGroup>", "The groups of the user.", ""},
		{"Id", str, "The ID of the user.", ""},
		{"Identities", "IEnumerable<IUserIdentity>", "How the user signs in.", ""},
		{"LastName", str, "The last name of the user.", ""},
		{"Note", str, "The publisher's notes about the user.", ""},
		{"RegistrationDate", dateTime, "When the user registered.", ""},
	}},
	{"IGroup", []Member{{"Id", str, "The ID of the group.", ""}, {"Name", str, "The name of the group.", ""}}},
	{"IUserIdentity", []Member{{"Id", str, "The ID of the user there.", ""}, {"Provider", str, "Who knows the user.", ""}}},
	{"IUrl", []Member{
		{"Host", str, "The host.", ""},
		{"Path", str, "The path.", ""},
		{"Port", integer, "The port.", ""},
		{"Query", lists, "The parameters of the query, each with its values.", ""},
		{"QueryString", str, "The query string as written, with its question mark.", ""},
		{"Scheme", str, "The scheme: http or https.", ""},
		{"ToString", str, "The whole URL.", "()"},
	}},
	{"IMessageBody", []Member{
		{"As", "", "Reads the body as string, byte[], JObject, JToken, JArray, XNode, XElement or XDocument.", "<T>(bool preserveContent = false)"},
		{"AsFormUrlEncodedContent", "IDictionary<string, IList<string>>", "Reads the body of a form.", "(bool preserveContent = false)"},
	}},
	{"Jwt", []Member{
		{"Algorithm", str, "The algorithm that it is signed with.", ""},
		{"Audiences", "IEnumerable<string>", "Who it is for.", ""},
		{"Claims", lists, "Its claims, each with its values.", ""},
		{"ExpirationTime", "DateTime?", "When it ends.", ""},
		{"Id", str, "Its ID.", ""},
		{"IssuedAt", "DateTime?", "When it was created.", ""},
		{"Issuer", str, "Who issued it.", ""},
		{"NotBefore", "DateTime?", "When it begins.", ""},
		{"Subject", str, "Who it is about.", ""},
		{"Type", str, "Its type.", ""},
	}},
	{"BasicAuthCredentials", []Member{{"Password", str, "The password.", ""}, {"UserId", str, "The user.", ""}}},
	{"Authorization", []Member{
		{"AccessToken", str, "The token for the backend.", ""},
		{"Claims", variables, "What else the provider said.", ""},
	}},
	// https://learn.microsoft.com/dotnet/api/system.security.cryptography.x509certificates.x509certificate2
	{"X509Certificate2", []Member{
		{"GetCertHash", "byte[]", "Its SHA-1 hash.", "()"},
		{"GetCertHashString", str, "Its SHA-1 hash in hexadecimal.", "()"},
		{"GetRSAPrivateKey", "RSA", "Its private key, of a certificate in API Management.", "()"},
		{"Issuer", str, "Who issued it.", ""},
		{"NotAfter", dateTime, "When it expires.", ""},
		{"NotBefore", dateTime, "When it begins.", ""},
		{"SerialNumber", str, "Its serial number.", ""},
		{"Subject", str, "Who it is for.", ""},
		{"SubjectName", "X500DistinguishedName", "Who it is for, in parts.", ""},
		{"Thumbprint", str, "Its thumbprint.", ""},
		{"Verify", boolean, "Whether its chain is trusted and not revoked.", "()"},
		{"VerifyNoRevocation", boolean, "Whether its chain is trusted; revocation is not checked.", "()"},
	}},
	// https://learn.microsoft.com/dotnet/api/system.datetime
	{dateTime, []Member{
		{"AddDays", dateTime, "A number of days later.", "(double value)"},
		{"AddHours", dateTime, "A number of hours later.", "(double value)"},
		{"AddMinutes", dateTime, "A number of minutes later.", "(double value)"},
		{"AddSeconds", dateTime, "A number of seconds later.", "(double value)"},
		{"Date", dateTime, "The day, at midnight.", ""},
		{"Day", integer, "The day of the month.", ""},
		{"DayOfWeek", "DayOfWeek", "The day of the week.", ""},
		{"Hour", integer, "The hour.", ""},
		{"Minute", integer, "The minute.", ""},
		{"Month", integer, "The month.", ""},
		{"Second", integer, "The second.", ""},
		{"Subtract", "TimeSpan", "The time between two moments.", "(DateTime value)"},
		{"Ticks", "long", "Its number of 100 nanoseconds.", ""},
		{"ToString", str, "The value in a format, such as o or R.", "(string format)"},
		{"ToUniversalTime", dateTime, "The value in UTC.", "()"},
		{"Year", integer, "The year.", ""},
	}},
	// https://learn.microsoft.com/dotnet/api/system.timespan
	{"TimeSpan", []Member{
		{"TotalHours", "double", "The whole duration in hours.", ""},
		{"TotalMilliseconds", "double", "The whole duration in milliseconds.", ""},
		{"TotalMinutes", "double", "The whole duration in minutes.", ""},
		{"TotalSeconds", "double", "The whole duration in seconds.", ""},
		{"ToString", str, "The value as text.", "()"},
	}},
	// https://learn.microsoft.com/dotnet/api/system.guid
	{"Guid", []Member{
		{"GetHashCode", integer, "A number that differs between most IDs.", "()"},
		{"ToByteArray", "byte[]", "Its 16 bytes.", "()"},
		{"ToString", str, "The value as text.", "()"},
	}},
	{dictionary, []Member{
		{"ContainsKey", boolean, "Whether there is an entry with that key.", "(string key)"},
		{"Count", integer, "How many entries there are.", ""},
		{"GetValueOrDefault", "", "The entry with that key, or the default; the values of a header are joined with commas.", "(string key, string defaultValue)"},
		{"Keys", "IEnumerable<string>", "The keys.", ""},
		{"TryGetValue", boolean, "Whether there is an entry with that key, and its value.", "(string key, out value)"},
		{"Values", "", "The values.", ""},
	}},
}

const dictionary = "IReadOnlyDictionary"

// typesByName is the table by name.
var typesByName = func() map[string][]Member {
	out := make(map[string][]Member, len(types))
	for _, t := range types {
		out[t.Name] = t.Members
	}
	return out
}()

// MembersOf are the members of a type, which may have type arguments and be
// nullable; none if it is not known.
func MembersOf(name string) []Member {
	name = strings.TrimSuffix(name, "?")
	if strings.HasPrefix(name, dictionary+"<") {
		name = dictionary
	}
	return typesByName[name]
}

// MemberOf is a member of a type, nil if it is not known.
func MemberOf(typ, name string) *Member {
	members := MembersOf(typ)
	for i := range members {
		if members[i].Name == name {
			return &members[i]
		}
	}
	return nil
}

// ElementOf is the type of an element of a list or a dictionary, "" if it is not
// known.
func ElementOf(typ string) string {
	if e, ok := strings.CutSuffix(typ, "[]"); ok {
		return e
	}
	_, args, ok := strings.Cut(typ, "<")
	if !ok {
		return ""
	}
	if _, value, ok := strings.Cut(args, ", "); ok {
		args = value
	}
	return strings.TrimSuffix(args, ">")
}

// Statics are members of types that expressions use and the evaluation does not
// follow, with the name of the type before them.
// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#CLRTypes
func Statics() []Member { return statics }

var statics = []Member{
	{"DateTime.Now", dateTime, "The current time of the gateway.", ""},
	{"DateTime.Parse", dateTime, "Parses a text.", "(string s)"},
	{"DateTime.UtcNow", dateTime, "The current time in UTC.", ""},
	{"Guid.Empty", "Guid", "The ID that is all zeros.", ""},
	{"Guid.NewGuid", "Guid", "A new ID.", "()"},
	{"Math.Max", "", "The greater of two numbers.", "(int a, int b)"},
	{"Math.Min", "", "The lesser of two numbers.", "(int a, int b)"},
	{"Math.Round", "double", "The nearest whole number.", "(double value)"},
	{"TimeSpan.FromMinutes", "TimeSpan", "A number of minutes.", "(double value)"},
	{"TimeSpan.FromSeconds", "TimeSpan", "A number of seconds.", "(double value)"},
}

// Extensions are methods that the gateway adds to a string.
// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables
func Extensions() []Member { return extensions }

var extensions = []Member{
	{"AsBasic", "BasicAuthCredentials", "Parses an Authorization header of the scheme Basic; null if it is not one.", "()"},
	{"AsJwt", "Jwt", "Parses a JSON web token without validating it; null if it is not one.", "()"},
	{"TryParseBasic", boolean, "Whether it is an Authorization header of the scheme Basic.", "(out BasicAuthCredentials credentials)"},
	{"TryParseJwt", boolean, "Whether it is a JSON web token, without validating it.", "(out Jwt token)"},
}
