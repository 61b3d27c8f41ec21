// A stand-in for the gateway's context with one request, after
// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions
using System; using System.Collections; using System.Collections.Generic; using System.Linq; using System.Text; using System.Text.RegularExpressions;
using System.Net; using System.Xml; using System.Xml.Linq; using System.Security.Cryptography; using System.Security.Cryptography.X509Certificates; using System.Globalization; using System.IO;
using Newtonsoft.Json; using Newtonsoft.Json.Linq;

public class Map<T> : IEnumerable<KeyValuePair<string, T>> {
  readonly Dictionary<string, T> d = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
  public Map<T> With(string k, T v) { d[k] = v; return this; }
  public virtual T this[string k] { get { return d[k]; } }
  public virtual bool ContainsKey(string k) { return d.ContainsKey(k); }
  public bool TryGetValue(string k, out T v) { return d.TryGetValue(k, out v); }
  public IEnumerable<string> Keys { get { return d.Keys; } }
  public IEnumerable<T> Values { get { return d.Values; } }
  public int Count { get { return d.Count; } }
  public IEnumerator<KeyValuePair<string, T>> GetEnumerator() { return d.GetEnumerator(); }
  IEnumerator IEnumerable.GetEnumerator() { return d.GetEnumerator(); }
}
public class Headers : Map<string[]> {
  public string GetValueOrDefault(string k, string d = null) { return ContainsKey(k) ? string.Join(",", this[k]) : d; }
}
public class Parameters : Map<string> {
  public string GetValueOrDefault(string k, string d = null) { return ContainsKey(k) ? this[k] : d; }
}
// Variables holds the same value under every name but those that begin with "no".
public class Variables : Map<object> {
  static object Held() {
    switch ("KIND") {
    case "truth": return true;
    case "json": return JObject.Parse("{\"url\":\"https://fabrikam.example/x\",\"name\":\"n\",\"list\":[\"a\",\"b\"]}");
    case "response": return new Message();
    default: return "https://contoso.example/a/b?c=d";
    }
  }
  public override object this[string k] { get { if (k.StartsWith("no")) throw new KeyNotFoundException(); return Held(); } }
  public override bool ContainsKey(string k) { return !k.StartsWith("no"); }
  public T GetValueOrDefault<T>(string k, T d = default(T)) { return k.StartsWith("no") ? d : (T)Held(); }
  public object GetValueOrDefault(string k, object d = null) { return k.StartsWith("no") ? d : Held(); }
}
public class Body {
  const string text = "{\"url\":\"https://fabrikam.example/x\",\"name\":\"n\",\"id\":7}";
  public T As<T>(bool preserveContent = false) {
    if (typeof(T) == typeof(string)) return (T)(object)text;
    if (typeof(T) == typeof(JObject) || typeof(T) == typeof(JToken)) return (T)(object)JObject.Parse(text);
    if (typeof(T) == typeof(JArray)) return (T)(object)new JArray(JObject.Parse(text));
    if (typeof(T) == typeof(byte[])) return (T)(object)Encoding.UTF8.GetBytes(text);
    throw new InvalidCastException();
  }
  public IDictionary<string, IList<string>> AsFormUrlEncodedContent(bool preserveContent = false) { return new Dictionary<string, IList<string>> { { "grant_type", new List<string> { "password" } } }; }
}
public interface IUrl { string Host { get; } string Path { get; } int Port { get; } Parameters Query { get; } string QueryString { get; } string Scheme { get; } }
public class Address : IUrl {
  public string Host { get; set; }
  public string Path { get; set; }
  public int Port { get { return 443; } }
  public Parameters Query { get { var p = new Parameters(); p.With("q", "v").With("code", "c"); return p; } }
  public string QueryString { get { return "?q=v&code=c"; } }
  public string Scheme { get { return "https"; } }
  public override string ToString() { return Scheme + "://" + Host + Path + QueryString; }
}
public interface IResponse { Body Body { get; } Headers Headers { get; } int StatusCode { get; } string StatusReason { get; } }
public class Message : IResponse {
  public Body Body { get { return new Body(); } }
  public Headers Headers { get { var h = new Headers(); h.With("X-A", new[] { "xa" }).With("Host", new[] { "GATEWAY" }).With("Content-Type", new[] { "application/json" }).With("Authorization", new[] { "Bearer a.b.c" }).With("Location", new[] { "https://contoso.example/l" }); return h; } }
  public int StatusCode { get { return 200; } }
  public string StatusReason { get { return "OK"; } }
}
public class IRequest : Message {
  public Address Url = new Address { Host = "backend.example", Path = "/a/b" };
  public IUrl OriginalUrl = new Address { Host = "GATEWAY", Path = "/orders/a/b" };
  public string Method = "GET", IpAddress = "192.0.2.1";
  public X509Certificate2 Certificate = null;
  public Parameters MatchedParameters { get { var p = new Parameters(); p.With("id", "7"); return p; } }
}
public class Api { public string Id = "orders", Name = "Orders", Path = "orders", Version = "v1", Revision = "1"; public bool IsCurrentRevision = true; public IEnumerable<string> Protocols = new[] { "https" }; public Address ServiceUrl = new Address { Host = "backend.example", Path = "/a" }; }
public class Named { public string Id = "i", Name = "n", Key = "k", Email = "a@contoso.example", FirstName = "f", LastName = "l", Note = "n", PrimaryKey = "p", SecondaryKey = "s", Method = "GET", UrlTemplate = "/a"; public IEnumerable<Named> Groups = new Named[0]; }
public class Deployment { public string GatewayId = "managed", Region = "West Europe", ServiceName = "contoso", ServiceId = "contoso"; public Map<X509Certificate2> Certificates = new Map<X509Certificate2>(); }
public class LastError { public string Source = "s", Reason = "r", Message = "m", Scope = "api", Section = "inbound", Path = "p", PolicyId = "i"; }
public class IContext {
  public IRequest Request = new IRequest(); public IResponse Response = new Message(); public Variables Variables = new Variables();
  public Api Api = new Api(); public Named Operation = new Named(), Product = new Named(), User = new Named(), Subscription = new Named();
  public Deployment Deployment = new Deployment(); public LastError LastError = new LastError();
  public Guid RequestId = new Guid("00000000-0000-0000-0000-000000000001"); public DateTime Timestamp = new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc); public TimeSpan Elapsed = TimeSpan.FromMilliseconds(5);
  public bool Tracing = false; public void Trace(string m) { }
}
public class Jwt { public string Id = "j", Subject = "s", Issuer = "i", Algorithm = "RS256", Type = "JWT"; public IEnumerable<string> Audiences = new[] { "a" }; public Map<string[]> Claims = new Map<string[]>().With("sub", new[] { "s" }); public DateTime? ExpirationTime = null, NotBefore = null; }
public class Basic { public string UserId = "u", Password = "p"; }
public static class Extensions {
  public static T As<T>(this object o) { return (T)o; }
  public static string GetValueOrDefault(this Map<string[]> m, string k, string d = null) { return m.ContainsKey(k) ? string.Join(",", m[k]) : d; }
  public static Jwt AsJwt(this string s) { return s == null ? null : new Jwt(); }
  public static bool TryParseJwt(this string s, out Jwt j) { j = new Jwt(); return s != null; }
  public static Basic AsBasic(this string s) { return s == null ? null : new Basic(); }
  public static bool TryParseBasic(this string s, out Basic b) { b = new Basic(); return s != null; }
  public static byte[] Encrypt(this byte[] b, string algorithm, byte[] key, byte[] iv) { return b; }
  public static byte[] Decrypt(this byte[] b, string algorithm, byte[] key, byte[] iv) { return b; }
  public static string[] GetValueOrDefault(this Map<string[]> m, string k, string[] d) { return m.ContainsKey(k) ? m[k] : d; }
  public static bool Verify(this X509Certificate2 c) { return true; }
  public static bool VerifyNoRevocation(this X509Certificate2 c) { return true; }
}
public static class Program {
  static void Print(int i, Func<IContext, object> f) {
    object o = null; string r = null, kind = "value";
    try { o = f(new IContext()); } catch (Exception e) { r = e.GetType().Name; kind = "throws"; }
    if (kind == "value" && o == null) kind = "null";
    else if (o is string || o is bool || o is int || o is long || o is JValue) r = Convert.ToString(o is JValue ? ((JValue)o).Value : o, CultureInfo.InvariantCulture);
    else if (o != null) kind = "other";
    var b = new StringBuilder();
    foreach (char c in r ?? "") b.Append("\\u" + ((int)c).ToString("x4"));
    Console.WriteLine("{\"i\":" + i + ",\"kind\":\"" + kind + "\",\"text\":\"" + b + "\"}");
  }
