package scene

// palette is the light of a scene.
type palette struct {
	top, low  color // of the sky
	sun       color
	far, near color // of the land
	accent    color // of what catches the eye
	lamp      color // of windows and lights
}

var palettes = map[string]palette{
	"dawn":  {hex(0xf2a48f), hex(0xffe7c9), hex(0xfff6df), hex(0xd9a0a8), hex(0x4b3557), hex(0xe2725b), hex(0xffe9a8)},
	"dusk":  {hex(0x2d2f66), hex(0xf6956d), hex(0xffd9a0), hex(0x8a5a83), hex(0x1d1b3a), hex(0xff7a59), hex(0xffd479)},
	"day":   {hex(0x6fc0e6), hex(0xeaf7f1), hex(0xfffbe6), hex(0x9cc7bd), hex(0x24594d), hex(0xf2b33d), hex(0xfff1b8)},
	"night": {hex(0x0a1330), hex(0x3a5288), hex(0xf4f1da), hex(0x2c406f), hex(0x081022), hex(0xffc861), hex(0xffd98a)},
	"mint":  {hex(0xa6dcc6), hex(0xf6fbe8), hex(0xffffff), hex(0x86c5aa), hex(0x17493f), hex(0xef7d4f), hex(0xfff0b0)},
	"ochre": {hex(0xf0cf8e), hex(0xfcf3dc), hex(0xfffdf2), hex(0xdcae6a), hex(0x6d4220), hex(0x1f8a80), hex(0xffe29a)},
	"rose":  {hex(0xeeb3c6), hex(0xfdeee6), hex(0xfff8f0), hex(0xdb93ac), hex(0x5f2a46), hex(0xf29a4a), hex(0xffe3a3)},
	"lilac": {hex(0xb3acec), hex(0xf8edfb), hex(0xfffaf0), hex(0xa198d8), hex(0x352c66), hex(0xff9f8a), hex(0xffe6a8)},
	"ice":   {hex(0xb9d8ee), hex(0xf8fcff), hex(0xffffff), hex(0xa9c7dc), hex(0x2a4a66), hex(0xe3633f), hex(0xffe9b0)},
	"ember": {hex(0x35182b), hex(0xdd5a5f), hex(0xffd9ac), hex(0x94305a), hex(0x1a0c1b), hex(0xf0b14c), hex(0xffcf70)},
}
