package dynamo

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/galley-cms/galley/internal/store"
)

// StreamBatch is what Lambda hands to a function for changes of a table, from the table's stream.
type StreamBatch struct {
	Records []StreamRecord `json:"Records"`
}

// StreamRecord is one change of an item.
type StreamRecord struct {
	EventID   string `json:"eventID"`
	EventName string `json:"eventName"` // INSERT, MODIFY or REMOVE
	Change    struct {
		Keys     image `json:"Keys"`
		NewImage image `json:"NewImage"`
	} `json:"dynamodb"`
}

// image is an item as JSON shows it.
type image map[string]struct {
	S *string `json:"S"`
	N *string `json:"N"`
	B []byte  `json:"B"`
}

func (i image) attributes() attributes {
	a := make(attributes, len(i))
	for name, v := range i {
		switch {
		case v.S != nil:
			a[name] = text(*v.S)
		case v.N != nil:
			a[name] = &types.AttributeValueMemberN{Value: *v.N}
		default:
			a[name] = binary(v.B)
		}
	}
	return a
}

// Key is where the item lies that was changed.
func (r *StreamRecord) Key() (store.Key, error) {
	i, err := decode(r.Change.Keys.attributes())
	if err != nil {
		return store.Key{}, fmt.Errorf("record %s of the stream: %w", r.EventID, err)
	}
	return i.Key, nil
}

// Item is the item as it is after the change, which put it.
func (r *StreamRecord) Item() (store.Item, error) {
	i, err := decode(r.Change.NewImage.attributes())
	if err != nil {
		return store.Item{}, fmt.Errorf("record %s of the stream: %w", r.EventID, err)
	}
	return i, nil
}
