// Package bleve keeps the search index in a folder, in bleve's segments (scorch): immutable files, merged in the
// background, named by a small file that is replaced as a whole. Its dictionaries, postings and merging are bleve's; what
// a word is, how it ranks and what a page holds is decided here, since bleve's own queries rank a rare typo above a
// common word, and group and page by documents.
//
// A document of the port is one of scorch. Its fields, each once a stage, so that nothing of a draft is near what is live:
//
//	t, b         words of titles and of other texts, folded, with how often they occur
//	u+lang, s+lang  the same, stemmed as their language wants it; without counts
//	p            pairs of neighbouring short words, hashed: candidates of phrases
//	m, o, f      model, locale, ids of fields
//	r            ids of the entries that it refers to
//	x            stored: Seq and the texts, for fragments and for what only the texts can answer
//
// A copy has its documents under entry, stage and number. Number 0 is always there, also of what was removed: it keeps
// the Seq.
package bleve
