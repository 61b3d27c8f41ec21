package main

import (
	"fmt"
	"io"
	"log/slog"
)

// serverLog is the log of a server, a line for each event.
type serverLog struct {
	*slog.Logger
	// announce tells whoever started the server, what it does and where; "" for nowhere.
	announce func(what, where string)
}

// logFormats are the values of --log-format. Text begins and ends with what people
// read who started a server by hand; JSON is JSON from the first line to the last.
var logFormats = map[string]func(io.Writer) serverLog{
	"text": func(w io.Writer) serverLog {
		return serverLog{slog.New(slog.NewTextHandler(w, nil)), func(what, where string) {
			if where != "" {
				what += " on " + where
			}
			fmt.Fprintf(w, "hairpin: %s\n", what)
		}}
	},
	"json": func(w io.Writer) serverLog {
		log := slog.New(slog.NewJSONHandler(w, nil))
		return serverLog{log, func(what, where string) {
			if where == "" {
				log.Info(what)
				return
			}
			log.Info(what, slog.String("address", where))
		}}
	},
}
