package concrete

import "strings"

// onBuilder calls a method of a StringBuilder. On Windows, on which the managed gateway
// runs, a line ends with CR and LF.
func onBuilder(b *builder, name string, args []any) any {
	text := func(i int) string { return textOf(args[i]) }
	switch {
	case name == "Append" && len(args) == 1:
		if !isAppendable(args[0]) {
			giveUp()
		}
		b.text += text(0)
	case name == "Append" && len(args) == 2:
		n := number(args, 1)
		if n < 0 {
			throw()
		}
		if n > maxSteps {
			giveUp()
		}
		b.text += strings.Repeat(plain(args[0]), n)
	case name == "AppendLine" && len(args) == 0:
		b.text += "\r\n"
	case name == "AppendLine":
		b.text += text(0) + "\r\n"
	case name == "AppendFormat":
		b.text += formatted(plain(args[0]), args[1:])
	case name == "Clear":
		b.text = ""
	case name == "Insert":
		at := positionIn(args, len(ascii(b.text)))
		b.text = b.text[:at] + text(1) + b.text[at:]
	case name == "Remove":
		from, n := number(args, 0), number(args, 1)
		if from < 0 || n < 0 || from+n > len(ascii(b.text)) {
			throw()
		}
		b.text = b.text[:from] + b.text[from+n:]
	case name == "Replace":
		old := plain(args[0])
		if old == "" {
			throw()
		}
		b.text = strings.ReplaceAll(b.text, old, textOf(args[1]))
	case name == "ToString" && len(args) == 0:
		return b.text
	case name == "ToString" && len(args) == 2:
		from, n := number(args, 0), number(args, 1)
		if from < 0 || n < 0 || from+n > len(ascii(b.text)) {
			throw()
		}
		return b.text[from : from+n]
	default:
		giveUp()
	}
	if len(b.text) > maxText {
		giveUp()
	}
	return b
}

// isAppendable leaves out what another overload of Append takes.
func isAppendable(v any) bool {
	_, isList := v.(*list)
	return !isList
}
