package effect

import (
	"maps"
	"strings"
)

// plainTypes are types whose values nothing can change.
// https://learn.microsoft.com/dotnet/csharp/language-reference/builtin-types/value-types
var plainTypes = set("string", "String", "int", "Int32", "long", "Int64", "short", "Int16", "byte", "Byte", "uint", "ulong", "ushort", "sbyte",
	"bool", "Boolean", "char", "Char", "double", "Double", "float", "Single", "decimal", "Decimal", "DateTime", "DateTimeOffset", "TimeSpan", "Guid", "Uri",
	"StringComparison", "StringSplitOptions", "Exception")

// plainMembers are properties whose values are text or numbers whatever they belong to.
var plainMembers = set("Length", "Count", "Name", "Key", "Success", "HasValue", "Host", "Path", "Scheme", "Port", "Method", "Message",
	"AbsolutePath", "AbsoluteUri", "PathAndQuery", "Authority", "OriginalString", "IsMatch")

// plainResults are methods that give text, numbers or conditions whatever they belong to.
var plainResults = set("ToString", "ToLower", "ToUpper", "ToLowerInvariant", "ToUpperInvariant", "Trim", "TrimStart", "TrimEnd", "Substring",
	"StartsWith", "EndsWith", "Contains", "IndexOf", "LastIndexOf", "Equals", "PadLeft", "PadRight", "ContainsKey", "Any", "All",
	"CompareTo", "GetHashCode", "GetLeftPart", "IsMatch", "TryGetValue", "TryParse", "Normalize", "SequenceEqual", "Compare")

func set(list ...string) map[string]bool {
	out := make(map[string]bool, len(list))
	for _, s := range list {
		out[s] = true
	}
	return out
}

// pure are methods that change nothing, on whatever they are called.
var pure = union(plainResults, set(
	// of text, and static
	"Split", "Format", "Join", "IsNullOrEmpty", "IsNullOrWhiteSpace", "ToCharArray", "Parse", "GetBytes", "GetString",
	"EscapeDataString", "UnescapeDataString", "EscapeUriString", "UrlEncode", "UrlDecode", "HtmlEncode", "HtmlDecode", "ToBase64String", "FromBase64String",
	"Match", "Matches", "Escape", "NewGuid", "ComputeHash", "GetType", "SerializeObject", "DeserializeObject", "FromObject", "DeepClone",
	"AddMinutes", "AddSeconds", "AddHours", "AddDays", "AddMilliseconds", "AsJwt", "AsBasic", "TryParseJwt", "TryParseBasic",
	// of dictionaries and of JSON
	"GetValueOrDefault", "GetValue", "As", "SelectToken", "SelectTokens", "Value", "Values", "Children", "Properties", "Property", "Descendants", "Ancestors",
	"AfterSelf", "BeforeSelf", "ToObject", "Elements", "Element", "Attribute", "Attributes",
	// https://learn.microsoft.com/dotnet/api/system.linq.enumerable
	"First", "FirstOrDefault", "Last", "LastOrDefault", "Single", "SingleOrDefault", "ElementAt", "ElementAtOrDefault", "Where", "Select", "SelectMany",
	"Count", "LongCount", "ToArray", "ToList", "ToDictionary", "ToHashSet", "ToLookup", "AsEnumerable", "Skip", "Take", "SkipWhile", "TakeWhile",
	"OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "Distinct", "Union", "Intersect", "Except", "GroupBy", "Zip", "Aggregate",
	"Sum", "Min", "Max", "Average", "OfType", "Cast", "DefaultIfEmpty", "Prepend", "Find", "FindAll", "FindIndex", "FindLast", "Exists", "TrueForAll", "Peek",
	"GetRange", "ConvertAll", "BinarySearch", "Concat"))

// Pure reports whether a method changes nothing, on whatever it is called.
func Pure(method string) bool { return pure[method] }

// keepsArguments are methods that change what they are called on alone.
var keepsArguments = set("Add", "AddRange", "Append", "AppendLine", "AppendFormat", "Insert", "InsertRange", "Remove", "RemoveAt", "RemoveAll", "RemoveRange",
	"Clear", "Replace", "Push", "Pop", "Enqueue", "Dequeue", "Reverse", "Sort", "ForEach", "AddFirst", "AddAfterSelf", "AddBeforeSelf", "Merge")

// IsPureStatic reports whether a method of a type, by its dotted name, changes nothing
// that it is given.
func IsPureStatic(name string) bool {
	head, _, _ := strings.Cut(name, ".")
	return pureTypes[head] || plainStatics[name] || name == "JsonConvert.SerializeObject" || name == "JsonConvert.DeserializeObject"
}

// plainStatics are static methods that give text, numbers or conditions.
var plainStatics = set("string.Format", "string.Join", "string.Concat", "string.Copy", "string.IsNullOrEmpty", "string.IsNullOrWhiteSpace", "string.Equals",
	"Uri.EscapeDataString", "Uri.UnescapeDataString", "Uri.EscapeUriString", "WebUtility.UrlEncode", "WebUtility.UrlDecode", "WebUtility.HtmlEncode",
	"WebUtility.HtmlDecode", "Regex.Replace", "Regex.IsMatch", "Regex.Escape", "Convert.ToString", "Convert.ToBase64String", "Convert.ToInt32", "Convert.ToBoolean",
	"int.Parse", "int.TryParse", "bool.Parse", "bool.TryParse", "Encoding.UTF8.GetString", "Encoding.ASCII.GetString", "Guid.NewGuid")

// pureTypes are types none of whose methods changes its arguments.
var pureTypes = set("string", "Convert", "Regex", "Math", "Uri", "Encoding", "WebUtility", "HttpUtility", "Guid", "DateTime", "DateTimeOffset", "TimeSpan",
	"int", "long", "bool", "double", "decimal", "char", "JObject", "JArray", "JToken", "JValue", "Tuple", "Enumerable", "Path", "Environment", "StringComparer", "ValueTuple", "KeyValuePair")

func union(a, b map[string]bool) map[string]bool {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}
