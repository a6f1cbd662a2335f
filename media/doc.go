// Package media is about the files behind assets: uploads, inspection, and the variants of pictures.
//
// An asset is an entry of the built-in model asset; this package writes its system fields, and package content does all
// the rest. A file goes through three steps: CreateUpload makes the asset and presigned requests, the sender stores the
// file in the bucket, and somebody looks at it and makes the asset READY or FAILED: CompleteUpload, which the sender
// calls, or, in AWS, a function that opens pictures, when the bucket says that the file has Arrived. Nothing that a
// sender says of a file is believed.
package media
