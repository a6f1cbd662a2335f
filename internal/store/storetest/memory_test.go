package storetest_test

import (
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

func TestMemoryIsATable(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Table { return storetest.Memory(time.Now) })
}
