package main

import (
	"fmt"

	"hairpin.example/hairpin/analyzer/text"
)

// didYouMean is the end of a sentence about a word that is not known: the
// nearest of the words that are, "" if none is near.
func didYouMean(word string, known []string) string {
	best := text.Nearest(word, known)
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}
