package concrete

// json declares a JObject, a JArray or a JProperty.
func (g *generator) json() string {
	o, ok := g.one(g.objects)
	switch g.r.IntN(7) {
	case 0:
		return g.local(&g.jarrays, "var", g.pick("new JArray { "+g.str(0)+", "+g.str(0)+" }", `JArray.Parse("['p','q']")`, `JArray.Parse("[\"" + `+g.jsonText()+` + "\",\"q\",3]")`))
	case 1:
		if ok {
			return g.local(&g.jarrays, "var", "(JArray)"+o+`["items"]`)
		}
	case 2:
		if ok {
			return g.local(&g.objects, "var", g.pick("(JObject)"+o+`["b"]`, "(JObject)"+o+".DeepClone()", "(JObject)"+o+`["b"]`))
		}
	case 3:
		if ok {
			return g.local(&g.props, "var", o+`.Property("`+g.pick("a", "a", "b", "none")+`")`)
		}
	case 4:
		return g.local(&g.objects, "var", g.pick(`new JObject { { "a", `+g.str(0)+` }, { "b", new JObject() } }`, `new JObject(new JProperty("a", `+g.str(0)+`))`))
	}
	return g.local(&g.objects, "var", `JObject.Parse(`+g.pick(
		`"{'a':'x','b':{'c':'d'},'items':['p','q']}"`, `"{\"a\":\"" + `+g.jsonText()+` + "\",\"b\":{\"c\":true,\"a\":7},\"items\":[\"p\"]}"`, `"{'a':null,'n':12,'items':['u','v','w'],'b':{'a':'z'}}"`)+`)`)
}

// jsonText is a text in a string of JSON.
func (g *generator) jsonText() string {
	return g.pick("context.Request.OriginalUrl.Host", `((string)context.Variables["Known"])`, hiddenText, g.lit())
}

// jsonValue is what a token can be set to.
func (g *generator) jsonValue() string {
	if o, ok := g.one(g.objects); ok && g.r.IntN(6) == 0 {
		return g.pick("new JObject { { \"a\", "+g.str(0)+" } }", o, o+`["b"]`, "new JArray("+g.str(0)+")")
	}
	return g.str(1)
}

// jsonChanges change JSON.
func (g *generator) jsonChanges() (options []func() string) {
	add := func(f func() string) { options = append(options, f) }
	for _, o := range g.objects {
		add(func() string {
			key := `"` + g.pick("a", "a", "b", "items", "n", "new") + `"`
			return g.pick(o+"["+key+"] = "+g.jsonValue()+";\n", o+"["+key+"] = "+g.jsonValue()+";\n", o+"["+key+"].Replace("+g.jsonValue()+");\n", o+".Remove("+key+");\n",
				o+".Property("+key+").Value = "+g.jsonValue()+";\n", o+`["b"]["`+g.pick("a", "c")+`"] = `+g.jsonValue()+";\n", o+`["items"][0] = `+g.str(0)+";\n", o+".Add("+key+", "+g.jsonValue()+");\n",
				o+".Property("+key+").Remove();\n", o+"["+key+"].Parent.Remove();\n", o+`.SelectToken("`+g.pick("b.c", "items[0]", "a")+`").Replace(`+g.str(0)+");\n",
				"((JArray)"+o+`["items"]).Add(`+g.str(0)+");\n", "((JObject)"+o+`["b"]).Remove("a");`+"\n")
		})
	}
	for _, a := range g.jarrays {
		add(func() string {
			i := g.pick("0", "0", "1")
			return g.pick(a+".Add("+g.str(1)+");\n", a+".Insert("+i+", "+g.str(1)+");\n", a+".RemoveAt("+i+");\n", a+"["+i+"].Replace("+g.str(1)+");\n", a+"["+i+"].Remove();\n",
				a+"["+i+"].AddBeforeSelf("+g.str(0)+");\n", a+".First.AddAfterSelf("+g.str(0)+");\n", a+".Last.Remove();\n", a+"["+i+"] = "+g.str(1)+";\n")
		})
	}
	for _, p := range g.props {
		add(func() string {
			return g.pick(p+".Value = "+g.jsonValue()+";\n", p+".Remove();\n", p+".Value.Replace("+g.str(0)+");\n")
		})
	}
	return options
}

// ofJSON is a text of JSON, "" if there is none.
func (g *generator) ofJSON(int) string {
	var options []string
	if o, ok := g.one(g.objects); ok {
		key := `"` + g.pick("a", "a", "n", "new") + `"`
		options = append(options, "((string)"+o+"["+key+"])", o+"["+key+"].ToString()", o+".Value<string>("+key+")", "((string)"+o+`["b"]["`+g.pick("a", "c")+`"])`, "((string)"+o+`.SelectToken("`+g.pick("b.c", "items[0]", "a", "b.a")+`"))`,
			"((string)"+o+`["items"][0])`, o+".Count.ToString()", `string.Join(",", `+o+".Properties().Select(q => q.Name))", "("+o+"["+key+"] != null ? (string)"+o+"["+key+"] : \"none\")")
	}
	if a, ok := g.one(g.jarrays); ok {
		options = append(options, "((string)"+a+"["+g.pick("0", "1")+"])", "((string)"+a+".First)", "((string)"+a+".Last)", a+".Count.ToString()", `string.Join(",", `+a+".Select(q => (string)q))", `string.Join(",", `+a+")")
	}
	if p, ok := g.one(g.props); ok {
		options = append(options, "((string)"+p+".Value)", p+".Name")
	}
	if len(options) == 0 {
		return ""
	}
	return options[g.r.IntN(len(options))]
}
