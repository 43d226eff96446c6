package main

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

//go:embed backend.toml
var description []byte

// switches is the part of backend.toml that names the habits and faults.
type switches struct {
	Habits map[string]string
	Faults map[string]string
}

var (
	known   switches
	enabled = map[string]bool{}
)

// readSwitches enables habits and faults, each a list separated by commas.
func readSwitches(habits, faults string) error {
	if err := toml.Unmarshal(description, &known); err != nil {
		return err
	}
	if err := enable("habit", habits, known.Habits); err != nil {
		return err
	}
	return enable("fault", faults, known.Faults)
}

func enable(kind, names string, described map[string]string) error {
	for name := range strings.SplitSeq(names, ",") {
		if name == "" {
			continue
		}
		if _, ok := described[name]; !ok {
			return fmt.Errorf("unknown %s %q; backend.toml has the names", kind, name)
		}
		enabled[kind+" "+name] = true
	}
	return nil
}

// habit reports whether a habit of a correct server is switched on.
func habit(name string) bool {
	return lookUp("habit", name, known.Habits)
}

// fault reports whether a fault is switched on.
func fault(name string) bool {
	return lookUp("fault", name, known.Faults)
}

func lookUp(kind, name string, described map[string]string) bool {
	if _, ok := described[name]; !ok {
		panic(fmt.Sprintf("%s %q is not in backend.toml", kind, name))
	}
	return enabled[kind+" "+name]
}
