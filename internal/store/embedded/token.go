package embedded

import (
	"encoding/binary"
	"hash/maphash"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// How long tokens are remembered: maxTokens bounds the memory of bulk writers, whose repeats come at once.
const (
	tokenAge  = 10 * time.Minute
	maxTokens = 100_000
)

// tokens remembers the transactions of the last minutes by their tokens. It does so in memory only: a caller that
// might repeat a transaction dies with the process, and whoever does the work again after a restart is stopped by the
// versions in its conditions.
type tokens struct {
	seed  maphash.Seed
	known map[string]uint64 // token -> fingerprint of the writes
	age   []aged            // oldest first
}

type aged struct {
	token string
	at    time.Time
}

func (t *tokens) remember(token string, print uint64, now time.Time) {
	if t.known == nil {
		t.known = make(map[string]uint64)
	}
	t.known[token] = print
	t.age = append(t.age, aged{token, now})
	for len(t.age) > maxTokens || now.Sub(t.age[0].at) > tokenAge {
		delete(t.known, t.age[0].token)
		t.age = t.age[1:]
	}
}

// fingerprint tells two transactions apart.
func (t *tokens) fingerprint(writes []store.Write) uint64 {
	if t.seed == (maphash.Seed{}) {
		t.seed = maphash.MakeSeed()
	}
	var h maphash.Hash
	h.SetSeed(t.seed)
	var b []byte
	for i := range writes {
		w := &writes[i]
		b = append(b[:0], byte(w.Op), byte(w.If.Kind))
		b = binary.AppendVarint(b, w.If.N)
		b = binary.AppendUvarint(b, uint64(len(w.Item.Sort)))
		b = appendKey(b, w.Item.Partition, w.Item.Sort)
		if w.Op == store.OpPut {
			b = binary.AppendUvarint(appendHeader(b, &w.Item), uint64(len(w.Item.Body)))
			b = append(b, w.Item.Body...)
		}
		h.Write(b)
	}
	return h.Sum64()
}
