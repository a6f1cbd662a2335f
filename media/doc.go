// Package media is about the files behind assets: uploads, inspection, and the variants of pictures.
//
// An asset is an entry of the built-in model asset; this package writes its system fields, and package content does all
// the rest. A file goes through three steps: CreateUpload makes the asset and a presigned request, the sender stores the
// file in the bucket, CompleteUpload looks at it and makes the asset READY or FAILED. Nothing that a sender says of a
// file is believed.
package media
