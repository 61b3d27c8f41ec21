package expr_test

import (
	"os"
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
)

const block2K = `
    string host = context.Request.Headers.GetValueOrDefault("X-Forwarded-Host", context.Request.OriginalUrl.Host);
    var body = context.Request.Body.As<JObject>(preserveContent: true);
    JArray backends = (JArray)context.Variables["backends"];
    int selected = -1;
    // pick the first backend that does not throttle
    for (int i = 0; i < backends.Count; i++)
    {
        JObject backend = (JObject)backends[i];
        if (backend.Value<bool>("isThrottling") == false && (selected < 0 || backend.Value<int>("priority") <= 1))
        {
            selected = i;
            break;
        }
    }
    if (selected == -1)
    {
        return new JObject(new JProperty("error", $"no backend of {backends.Count} is free"), new JProperty("code", 429)).ToString();
    }
    var headers = new Dictionary<string, string> { { "Host", host }, ["X-Trace"] = context.RequestId.ToString() };
    var names = headers.Where(h => h.Key.StartsWith("X-") && !string.IsNullOrEmpty(h.Value)).Select(h => h.Key.ToLower()).ToArray();
    try
    {
        var uri = new Uri($"https://{host}:{context.Request.OriginalUrl.Port}/orders/{(string)body["id"] ?? "none"}");
        return names.Length > 0 ? uri.ToString() + "?names=" + string.Join(",", names) : uri.ToString();
    }
    catch (Exception e) when (e.Message != null)
    {
        context.Trace("fallback", $"{e.Message}");
    }
    switch (context.Request.Method)
    {
        case "GET":
        case "HEAD":
            return "https://127.0.0.1" + context.Request.OriginalUrl.Path;
        default:
            return (context.Variables.GetValueOrDefault<string>("url", "") + "/" + context.Operation.Id).Replace("//", "/");
    }
`

func BenchmarkParse(b *testing.B) {
	for _, c := range []struct {
		name, src string
		block     bool
	}{
		{"chain", `context.Request.OriginalUrl.Host`, false},
		{"call", `(string)context.Variables["backend"] + context.Request.Headers.GetValueOrDefault("Host", "")`, false},
		{"interpolated", `$"https://{context.Request.OriginalUrl.Host}/orders/{context.Request.MatchedParameters["id"]}"`, false},
		{"block", block2K, true},
	} {
		b.Run(c.name, func(b *testing.B) {
			v := text.NewView(c.src)
			if _, errs := expr.Parse(v, c.block); len(errs) > 0 {
				b.Fatal(errs)
			}
			b.SetBytes(int64(len(c.src)))
			b.ReportAllocs()
			for b.Loop() {
				expr.Parse(v, c.block)
			}
		})
	}
	b.Run("corpus", func(b *testing.B) {
		dir := os.Getenv("HAIRPIN_CORPUS")
		if dir == "" {
			b.Skip("HAIRPIN_CORPUS is not set: real policies are not read")
		}
		all := readCorpus(b, dir)
		n := 0
		for _, s := range all {
			n += len(s.view.Src)
		}
		b.SetBytes(int64(n))
		b.ReportAllocs()
		for b.Loop() {
			for _, s := range all {
				expr.Parse(s.view, s.block)
			}
		}
	})
}
