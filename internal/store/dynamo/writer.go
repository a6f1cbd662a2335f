package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/galley-cms/galley/internal/store"
)

// Transact applies all writes or none.
func (t *Table) Transact(ctx context.Context, token string, writes ...store.Write) error {
	if err := store.CheckTransact(token, writes); err != nil {
		return err
	}
	in := &dynamodb.TransactWriteItemsInput{TransactItems: make([]types.TransactWriteItem, len(writes))}
	now := t.now()
	if token != "" {
		in.ClientRequestToken = &token
		now = t.times.of(token, now)
	}
	for i := range writes {
		in.TransactItems[i] = t.transactItem(&writes[i], now)
	}
	for attempt := 1; ; attempt++ {
		_, err := t.client.TransactWriteItems(ctx, in)
		if i := failedCondition(err); i >= 0 && i < len(writes) {
			return &store.ConditionError{Write: i, Key: writes[i].Item.Key, If: writes[i].If}
		}
		err = writeError(err)
		if !errors.Is(err, store.ErrThrottled) || attempt >= t.attempts {
			return wrap(err, "transact %d writes", len(writes))
		}
		if err := pause(ctx, attempt); err != nil {
			return err
		}
	}
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

// single makes one write. The repeats are ours, not the SDK's: once an attempt was lost it may have been the one that
// makes the condition of the next fail, so that nobody can tell what happened.
func (t *Table) single(ctx context.Context, n int, w *store.Write) error {
	lost := false
	for attempt := 1; ; attempt++ {
		err := writeError(t.send(ctx, w))
		switch {
		case err == nil:
			return nil
		case errors.Is(err, errCondition) && lost && w.If.Kind != store.CondNone:
			return fmt.Errorf("%w: an attempt was lost, and the next failed by its condition", store.ErrUnknown)
		case errors.Is(err, errCondition):
			return &store.ConditionError{Write: n, Key: w.Item.Key, If: w.If}
		case !again(err) || attempt >= t.attempts || ctx.Err() != nil:
			return wrap(err, "write %q / %q", w.Item.Partition, w.Item.Sort)
		}
		lost = lost || errors.Is(err, store.ErrUnknown)
		if err := pause(ctx, attempt); err != nil {
			return unlessDone(err, lost)
		}
	}
}

func again(err error) bool {
	return errors.Is(err, store.ErrUnknown) || errors.Is(err, store.ErrThrottled) || errors.Is(err, store.ErrConflict)
}

// unlessDone is the error of a caller who does not wait for another attempt.
func unlessDone(err error, lost bool) error {
	if lost {
		return fmt.Errorf("%w: %w", store.ErrUnknown, err)
	}
	return err
}

// send makes one attempt.
func (t *Table) send(ctx context.Context, w *store.Write) error {
	expression, values := condition(w.If, t.now())
	if w.Op == store.OpDelete {
		_, err := t.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &t.name, Key: encodeKey(w.Item.Key),
			ConditionExpression: expression, ExpressionAttributeValues: values}, once)
		return err
	}
	_, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &t.name, Item: encode(&w.Item),
		ConditionExpression: expression, ExpressionAttributeValues: values}, once)
	return err
}

func once(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} }

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), err)
}
