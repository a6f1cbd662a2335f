package content

import (
	"context"
	"fmt"

	"github.com/oklog/ulid/v2"

	"github.com/galley-cms/galley/internal/store"
)

// inTrash looks for the place of an entry in the list of the trash: without it, it would stay there. One that an earlier
// release put there has none, nor the time of it, which is that of its last event.
func (k *checker) inTrash(ctx context.Context, st *state) error {
	if st.head.state != store.StateTrashed {
		return nil
	}
	if id, err := ulid.ParseStrict(st.head.LastEvent); st.head.TrashedAt.IsZero() && err == nil {
		st.head.TrashedAt = id.Timestamp().UTC()
	}
	put := k.s.binned(st.id, st.head.TrashedAt).write
	listed, err := k.there(ctx, put.Item.Key)
	if err != nil || listed {
		return err
	}
	mended, moved, err := k.mend(ctx, st, nil, []store.Write{put})
	if err != nil || moved {
		return err
	}
	k.find(ctx, Finding{Kind: UnlistedTrash, Entry: st.id, Repaired: mended,
		Message: fmt.Sprintf("The entry %s is in the trash, whose list does not name it: it would never be purged.", st.id)})
	return nil
}
