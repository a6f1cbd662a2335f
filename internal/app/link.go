package app

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// linkSecret is the secret of a space that signs addresses of pictures. It is made at the first start.
func linkSecret(ctx context.Context, t store.Table, space string) (secret []byte, err error) {
	defer errs.Wrap(&err, "read the secret of media links")
	k := store.Key{Partition: space + "#model", Sort: "setting#media"}
	for range 2 {
		err = t.View(ctx, func(r store.Reader) error {
			items, err := r.Get(ctx, store.Consistent, k)
			if len(items) > 0 {
				secret = append(secret, items[0].Body...)
			}
			return err
		})
		if err != nil || secret != nil {
			return secret, err
		}
		fresh := make([]byte, 32)
		if _, err := rand.Read(fresh); err != nil {
			return nil, err
		}
		err = t.Transact(ctx, "", store.Put(store.Item{Key: k, Body: fresh}, store.Absent()))
		var taken *store.ConditionError
		if err != nil && !errors.As(err, &taken) {
			return nil, err
		}
	}
	return secret, err
}
