package dynamo

import (
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/galley-cms/galley/internal/store"
)

// attributes are those of an item or a key, or the values of an expression.
type attributes = map[string]types.AttributeValue

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func binary(b []byte) types.AttributeValue { return &types.AttributeValueMemberB{Value: b} }

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

func encodeKey(k store.Key) attributes {
	return attributes{"pk": text(k.Partition), "sk": binary([]byte(k.Sort))}
}

func encode(i *store.Item) attributes {
	a := encodeKey(i.Key)
	put := func(name string, n int64) {
		if n != 0 {
			a[name] = number(n)
		}
	}
	put("v", i.Version)
	put("t", i.Tag)
	put("s", int64(i.State))
	if !i.Expires.IsZero() {
		a["x"] = number(i.Expires.Unix())
	}
	if len(i.Body) > 0 {
		a["b"] = binary(i.Body)
	}
	return a
}

func decode(a attributes) (store.Item, error) {
	var i store.Item
	pk, text := a["pk"].(*types.AttributeValueMemberS)
	sk, binary := a["sk"].(*types.AttributeValueMemberB)
	if !text || !binary {
		return i, fmt.Errorf("an item of the table has no pk and sk: is it Galley's table?")
	}
	i.Partition, i.Sort = pk.Value, string(sk.Value)
	if b, ok := a["b"].(*types.AttributeValueMemberB); ok {
		i.Body = b.Value
	}
	var failed error
	get := func(name string) int64 {
		n, err := decodeNumber(a[name])
		if err != nil {
			failed = fmt.Errorf("%q / %q, attribute %s: %w", i.Partition, i.Sort, name, err)
		}
		return n
	}
	i.Version, i.Tag, i.State = get("v"), get("t"), store.State(get("s"))
	if at := get("x"); at != 0 {
		i.Expires = time.Unix(at, 0).UTC()
	}
	return i, failed
}

// decodeNumber is 0 for an attribute that is not there.
func decodeNumber(a types.AttributeValue) (int64, error) {
	if a == nil {
		return 0, nil
	}
	n, ok := a.(*types.AttributeValueMemberN)
	if !ok {
		return 0, fmt.Errorf("%T is no number", a)
	}
	return strconv.ParseInt(n.Value, 10, 64)
}
