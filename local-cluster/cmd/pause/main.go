// Command pause holds a pod's namespaces open until it is told to stop. It reaps nothing: the
// containers of a pod do not share its process namespace here.
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
}
