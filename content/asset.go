package content

import "github.com/galley-cms/galley/content/field"

// AssetModel is the apiId, and the id, of the built-in model of files.
const AssetModel = "asset"

// The states of an asset, as its field state holds them.
const (
	AssetUploading = "UPLOADING" // the file is on its way
	AssetReady     = "READY"     // the file was looked at and can be shown
	AssetFailed    = "FAILED"    // the file was refused; the field reason says why
	AssetExternal  = "EXTERNAL"  // the file is elsewhere, at sourceUrl
)

// assetModel is the built-in model of files. Its system fields are written by package media; the others are ordinary.
// An owner's own fields are added behind them.
func assetModel() *Model {
	system := func(apiID, name string, k field.Kind, filterable bool) *field.Field {
		return &field.Field{ID: apiID, APIID: apiID, Name: name, Kind: k, System: true, Filterable: &filterable}
	}
	state := system("state", "State", field.Enum, true)
	for _, v := range []string{AssetUploading, AssetReady, AssetFailed, AssetExternal} {
		state.Enum = append(state.Enum, field.EnumValue{Value: v})
	}
	text := func(apiID, name string, localized bool) *field.Field {
		return &field.Field{ID: apiID, APIID: apiID, Name: name, Kind: field.Text, Localized: localized}
	}
	tags := text("tags", "Tags", false)
	tags.List = true
	focal := &field.Field{ID: "focalPoint", APIID: "focalPoint", Name: "Focal point", Kind: field.JSON,
		Description: "What must stay visible when the picture is cropped: {\"x\": 0.5, \"y\": 0.5}, from the top left."}
	return &Model{
		ID: AssetModel, APIID: AssetModel, PluralAPIID: "assets", Name: "Asset", TitleField: "fileName",
		PublicRead: true, Builtin: true,
		Fields: []*field.Field{
			system("fileName", "File name", field.Text, true),
			system("mimeType", "Type", field.Text, true),
			system("size", "Size in bytes", field.Integer, true),
			system("width", "Width", field.Integer, false),
			system("height", "Height", field.Integer, false),
			state,
			system("reason", "Why it failed", field.Text, false),
			system("placeholder", "Placeholder", field.Text, false),
			system("hash", "SHA-256", field.Text, true),
			system("key", "Key in the bucket", field.Text, false),
			system("sourceUrl", "Address of the original", field.Text, false),
			text("title", "Title", true),
			text("alt", "Description for people who cannot see it", true),
			tags,
			focal,
		},
	}
}
