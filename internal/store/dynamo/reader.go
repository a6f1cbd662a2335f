package dynamo

import (
	"context"
	"errors"
	"math"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// maxGet is how many keys one BatchGetItem takes.
const maxGet = 100

type reader struct{ *Table }

// Get reads keys in parallel, as many at once as DynamoDB takes.
func (r *reader) Get(ctx context.Context, c store.Consistency, keys ...store.Key) (_ []store.Item, err error) {
	defer errs.Wrap(&err, "get %d items", len(keys))
	if err := store.CheckGet(keys); err != nil {
		return nil, err
	}
	if len(keys) == 1 {
		return r.getOne(ctx, c, keys[0])
	}
	keys = distinct(keys)
	found := make([][]attributes, (len(keys)+maxGet-1)/maxGet)
	failed := make([]error, len(found))
	parallel(len(found), r.parallel, func(n int) {
		found[n], failed[n] = r.getChunk(ctx, c, keys[n*maxGet:min(len(keys), (n+1)*maxGet)])
	})
	if err := errors.Join(failed...); err != nil {
		return nil, err
	}
	items := make([]store.Item, 0, len(keys))
	for _, chunk := range found {
		if items, err = r.live(items, chunk); err != nil {
			return nil, err
		}
	}
	return items, nil
}

func (r *reader) getOne(ctx context.Context, c store.Consistency, key store.Key) ([]store.Item, error) {
	in := &dynamodb.GetItemInput{TableName: &r.name, Key: encodeKey(key), ConsistentRead: aws.Bool(bool(c))}
	var out *dynamodb.GetItemOutput
	err := r.read(ctx, func() (err error) {
		out, err = r.client.GetItem(ctx, in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r.live(nil, []attributes{out.Item})
}

// getChunk asks again for what DynamoDB left out, be it for its load or for the size of the answer.
func (r *reader) getChunk(ctx context.Context, c store.Consistency, keys []store.Key) ([]attributes, error) {
	want := make([]attributes, len(keys))
	for i := range keys {
		want[i] = encodeKey(keys[i])
	}
	var found []attributes
	for attempt := 1; ; attempt++ {
		in := &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{r.name: {Keys: want, ConsistentRead: aws.Bool(bool(c))}},
		}
		var out *dynamodb.BatchGetItemOutput
		err := r.read(ctx, func() (err error) {
			out, err = r.client.BatchGetItem(ctx, in)
			return err
		})
		if err != nil {
			return nil, err
		}
		got := out.Responses[r.name]
		found = append(found, got...)
		if want = out.UnprocessedKeys[r.name].Keys; len(want) == 0 {
			return found, nil
		}
		if len(got) > 0 {
			attempt = 1
		}
		if attempt >= r.attempts {
			return nil, store.ErrThrottled
		}
		if err := pause(ctx, attempt); err != nil {
			return nil, err
		}
	}
}

// GetAtomic reads keys in one transaction.
func (r *reader) GetAtomic(ctx context.Context, keys ...store.Key) (_ []store.Item, err error) {
	defer errs.Wrap(&err, "get %d items at one moment", len(keys))
	if err := store.CheckAtomic(keys); err != nil || len(keys) == 0 {
		return nil, err
	}
	gets := make([]types.TransactGetItem, len(keys))
	for i := range keys {
		gets[i].Get = &types.Get{TableName: &r.name, Key: encodeKey(keys[i])}
	}
	var out *dynamodb.TransactGetItemsOutput
	err = r.read(ctx, func() (err error) {
		out, err = r.client.TransactGetItems(ctx, &dynamodb.TransactGetItemsInput{TransactItems: gets})
		return err
	})
	if err != nil {
		return nil, err
	}
	found := make([]attributes, len(out.Responses))
	for i := range out.Responses {
		found[i] = out.Responses[i].Item
	}
	items, err := r.live(make([]store.Item, 0, len(keys)), found)
	if err != nil {
		return nil, err
	}
	return items, store.CheckAtomicItems(items)
}

// live appends the items that exist and have not expired.
func (r *reader) live(items []store.Item, found []attributes) ([]store.Item, error) {
	now := r.now()
	for _, a := range found {
		if len(a) == 0 {
			continue
		}
		i, err := decode(a)
		if err != nil {
			return nil, err
		}
		if !i.Gone(now) {
			items = append(items, i)
		}
	}
	return items, nil
}

// Query reads one page, or more of them while all of their items have expired.
func (r *reader) Query(ctx context.Context, q store.Query) (_ store.Page, err error) {
	defer errs.Wrap(&err, "query partition %s", q.Partition)
	if err := store.CheckQuery(&q); err != nil {
		return store.Page{}, err
	}
	in, some := r.queryInput(&q)
	if !some {
		return store.Page{}, ctx.Err()
	}
	var p store.Page
	for {
		var out *dynamodb.QueryOutput
		err := r.read(ctx, func() (err error) {
			out, err = r.client.Query(ctx, in)
			return err
		})
		if err != nil {
			return store.Page{}, err
		}
		if err := r.addPage(&p, &q, out); err != nil {
			return store.Page{}, err
		}
		if !p.More || len(p.Items) > 0 {
			return p, nil
		}
		in.ExclusiveStartKey = out.LastEvaluatedKey
	}
}

func (r *reader) addPage(p *store.Page, q *store.Query, out *dynamodb.QueryOutput) error {
	p.More = len(out.LastEvaluatedKey) > 0
	items, now, read := make([]store.Item, 0, len(out.Items)), r.now(), 0
	for _, a := range out.Items {
		i, err := decode(a)
		if err != nil {
			return err
		}
		read += i.Size()
		if !i.Gone(now) {
			items = append(items, i)
		}
	}
	p.Items = items
	p.Read += max(read, billed(q, out.ConsumedCapacity))
	return nil
}

// billed is how many bytes were read, as far as the bill tells: it knows of bodies that were left out.
func billed(q *store.Query, c *types.ConsumedCapacity) int {
	if c == nil || c.CapacityUnits == nil {
		return 0
	}
	bytes := *c.CapacityUnits * (4 << 10)
	if q.Consistent == store.Eventual {
		bytes *= 2
	}
	return int(bytes)
}

// queryInput is the request of a query; false if nothing can lie in its range.
func (r *reader) queryInput(q *store.Query) (*dynamodb.QueryInput, bool) {
	in := &dynamodb.QueryInput{
		TableName:        &r.name,
		ConsistentRead:   aws.Bool(bool(q.Consistent)),
		ScanIndexForward: aws.Bool(!q.Descending),
	}
	if q.Limit > 0 {
		in.Limit = aws.Int32(int32(min(q.Limit, math.MaxInt32)))
	}
	if q.KeysOnly {
		in.ProjectionExpression = aws.String("pk, sk, v, t, s, x")
		in.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	}
	from, to, some := inclusive(q)
	if !some {
		return nil, false
	}
	values := attributes{":p": text(q.Partition)}
	where := "pk = :p"
	switch {
	case from != "" && to != "":
		where += " AND sk BETWEEN :from AND :to"
	case from != "":
		where += " AND sk >= :from"
	case to != "":
		where += " AND sk <= :to"
	}
	if from != "" {
		values[":from"] = binary([]byte(from))
	}
	if to != "" {
		values[":to"] = binary([]byte(to))
	}
	in.KeyConditionExpression, in.ExpressionAttributeValues = &where, values
	return in, true
}

// inclusive is the range that is left of a query: both ends lie in it, "" is open; false if it is empty. DynamoDB
// knows no range that leaves out its end, so the end is the longest key right before it.
func inclusive(q *store.Query) (from, to string, some bool) {
	from = q.From
	if !q.Descending && q.After != "" {
		next := following(q.After)
		if next == "" {
			return "", "", false
		}
		from = max(from, next)
	}
	end := q.To
	if q.Descending && q.After != "" && (end == "" || q.After < end) {
		end = q.After
	}
	if end != "" {
		if to = preceding(end); to == "" {
			return "", "", false
		}
	}
	return from, to, to == "" || from <= to
}

// following is the first sort key after s; "" for none.
func following(s string) string {
	if len(s) < store.MaxSort {
		return s + "\x00"
	}
	return store.PrefixEnd(s)
}

// preceding is the last sort key before s; "" for none.
func preceding(s string) string {
	head, last := s[:len(s)-1], s[len(s)-1]
	if last == 0 {
		return head
	}
	return head + string([]byte{last - 1}) + strings.Repeat("\xff", store.MaxSort-len(s))
}

func distinct(keys []store.Key) []store.Key {
	seen := make(map[store.Key]struct{}, len(keys))
	out := make([]store.Key, 0, len(keys))
	for _, k := range keys {
		if _, twice := seen[k]; !twice {
			seen[k] = struct{}{}
			out = append(out, k)
		}
	}
	return out
}

// parallel calls do for 0 to n-1, with at most limit of them at once, and waits for all.
func parallel(n, limit int, do func(int)) {
	if n == 1 {
		do(0)
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(n, limit) {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	wait.Wait()
}
