package dynamo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// Transact applies all writes or none. It has a token in any case, so that a lost attempt can be repeated.
func (t *Table) Transact(ctx context.Context, token string, writes ...store.Write) error {
	if err := store.CheckTransact(token, writes); err != nil {
		return err
	}
	if token == "" {
		token = rand.Text()
	}
	now := t.times.of(token, t.now())
	in := &dynamodb.TransactWriteItemsInput{
		ClientRequestToken: &token, TransactItems: make([]types.TransactWriteItem, len(writes)),
	}
	for i := range writes {
		in.TransactItems[i] = t.transactItem(&writes[i], now)
	}
	_, err := t.write(ctx, passing, func() error {
		_, err := t.client.TransactWriteItems(ctx, in)
		return err
	})
	if i := failedCondition(err); i >= 0 && i < len(writes) {
		return &store.ConditionError{Write: i, Key: writes[i].Item.Key, If: writes[i].If}
	}
	errs.Wrap(&err, "transact %d writes", len(writes))
	return err
}

func (t *Table) transactItem(w *store.Write, now time.Time) types.TransactWriteItem {
	expression, values := condition(w.If, now)
	switch w.Op {
	case store.OpPut:
		return types.TransactWriteItem{Put: &types.Put{TableName: &t.name, Item: encode(&w.Item),
			ConditionExpression: expression, ExpressionAttributeValues: values}}
	case store.OpDelete:
		return types.TransactWriteItem{Delete: &types.Delete{TableName: &t.name, Key: encodeKey(w.Item.Key),
			ConditionExpression: expression, ExpressionAttributeValues: values}}
	}
	if expression == nil {
		expression = aws.String(anything)
	}
	return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{TableName: &t.name, Key: encodeKey(w.Item.Key),
		ConditionExpression: expression, ExpressionAttributeValues: values}}
}

// Batch applies each write alone, several at once.
func (t *Table) Batch(ctx context.Context, writes ...store.Write) []error {
	result := make([]error, len(writes))
	parallel(len(writes), t.parallel, func(i int) {
		if result[i] = store.CheckBatch(writes[i]); result[i] == nil {
			result[i] = t.single(ctx, i, &writes[i])
		}
	})
	return result
}

// single makes one write, the n-th of its batch.
func (t *Table) single(ctx context.Context, n int, w *store.Write) error {
	lost, err := t.write(ctx, passingOrBusy, func() error { return t.send(ctx, w) })
	switch {
	case errors.Is(err, errCondition) && lost: // perhaps by what the lost attempt wrote
		return fmt.Errorf("%w: an attempt was lost, and the next failed by its condition", store.ErrUnknown)
	case errors.Is(err, errCondition):
		return &store.ConditionError{Write: n, Key: w.Item.Key, If: w.If}
	}
	errs.Wrap(&err, "write %q / %q", w.Item.Partition, w.Item.Sort)
	return err
}

// send makes one attempt.
func (t *Table) send(ctx context.Context, w *store.Write) error {
	expression, values := condition(w.If, t.now())
	if w.Op == store.OpDelete {
		_, err := t.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &t.name, Key: encodeKey(w.Item.Key),
			ConditionExpression: expression, ExpressionAttributeValues: values})
		return err
	}
	_, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &t.name, Item: encode(&w.Item),
		ConditionExpression: expression, ExpressionAttributeValues: values})
	return err
}
