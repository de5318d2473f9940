// Command forward accepts TCP connections on one address and passes them on to another. It is the
// door from the host's loopback to the node's network namespace: `forward 127.0.0.1:8080 10.99.1.2:30080`.
package main

import (
	"log"
	"os"
	"time"

	"github.com/inetaf/tcpproxy"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: forward LISTEN-ADDRESS TARGET-ADDRESS")
	}
	var proxy tcpproxy.Proxy
	proxy.AddRoute(os.Args[1], &tcpproxy.DialProxy{Addr: os.Args[2], DialTimeout: 3 * time.Second})
	log.Printf("forwarding %s to %s", os.Args[1], os.Args[2])
	log.Fatal(proxy.Run())
}
