// Package sample holds the content that a first start shows: Meridian, a small magazine about towns, crafts, food,
// nature and small machines, in English and partly in German.
//
// The texts stand in content/, one file an article, in the form that document.go describes; the pictures are drawn by
// package scene. Texts and pictures were made for Galley and may be used for anything.
package sample

import "embed"

//go:embed content
var files embed.FS
