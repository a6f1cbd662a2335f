package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

// PersistedQueries keeps query texts under their hashes, so that clients may send the hash alone (Apollo's protocol).
type PersistedQueries interface {
	// Query finds the text with this hash (SHA-256, 64 small hexadecimal digits); false if it is not kept.
	Query(ctx context.Context, hash string) (text string, found bool, err error)
	// Keep keeps a text. It may forget others, or this one.
	Keep(ctx context.Context, hash, text string) error
}

// persistedInMemory is how many bytes of query texts MemoryQueries keeps.
const persistedInMemory = 16 << 20

// MemoryQueries keeps persisted queries in the memory of this process: those used last, 16 MB at most.
func MemoryQueries() PersistedQueries { return &memoryQueries{newCache[string](persistedInMemory)} }

type memoryQueries struct{ texts *cache[string] }

// Query implements PersistedQueries.
func (m *memoryQueries) Query(_ context.Context, hash string) (string, bool, error) {
	text, ok := m.texts.get([]byte(hash))
	return text, ok, nil
}

// Keep implements PersistedQueries.
func (m *memoryQueries) Keep(_ context.Context, hash, text string) error {
	m.texts.put(hash, text, len(hash)+len(text)+100)
	return nil
}

// persisted applies Apollo's protocol to the parameters of a request: a hash alone is replaced by its text, and a text
// with its hash is kept, if the caller has a name. What is kept is text: it is planned and authorised for each caller.
func (h *handler) persisted(ctx context.Context, p *graphql.RawParams) error {
	given, ok := p.Extensions["persistedQuery"]
	if !ok || given == nil {
		return nil
	}
	m, _ := given.(map[string]any)
	hash, _ := m["sha256Hash"].(string)
	if version, _ := m["version"].(json.Number); version != "1" || !isHash(hash) {
		return errs.New(errs.Invalid, "extensions.persistedQuery needs version 1, and sha256Hash in small hexadecimal digits.")
	}
	if p.Query == "" {
		text, found, err := h.queries.Query(ctx, hash)
		if err == nil && !found {
			err = errs.New(codePersisted, "PersistedQueryNotFound")
		}
		p.Query = text
		return err
	}
	if sum := sha256.Sum256([]byte(p.Query)); hex.EncodeToString(sum[:]) != hash {
		return errs.New(errs.Invalid, "extensions.persistedQuery.sha256Hash is not the hash of the query.")
	}
	if auth.From(ctx).Kind == auth.KindPublic {
		return nil
	}
	return h.queries.Keep(ctx, hash, p.Query)
}

// isHash tells whether s can be the SHA-256 of a query.
func isHash(s string) bool {
	return len(s) == 2*sha256.Size && strings.Trim(s, "0123456789abcdef") == ""
}
