package field

import "encoding/json"

// Items splits a stored list into its stored values, without copying. What is no list gives none.
func Items(stored json.RawMessage) []json.RawMessage {
	if len(stored) < len("[0]") || stored[0] != '[' {
		return nil
	}
	var items []json.RawMessage
	body := stored[1 : len(stored)-1]
	for len(body) > 0 {
		end := itemEnd(body)
		items = append(items, body[:end])
		body = body[min(end+1, len(body)):]
	}
	return items
}

// itemEnd gives where the first value of a comma-separated sequence of compact JSON ends.
func itemEnd(b []byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth--
		case c == ',' && depth == 0:
			return i
		}
	}
	return len(b)
}
