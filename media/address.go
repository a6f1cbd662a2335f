package media

import (
	"net/url"

	"github.com/galley-cms/galley/internal/errs"
)

// checkAddress refuses what is no address of a file on the web: others could run scripts where they are shown.
func checkAddress(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return errs.New(errs.Invalid, "The address of a file must begin with https:// or http://, not be %q.", address)
	}
	return nil
}
