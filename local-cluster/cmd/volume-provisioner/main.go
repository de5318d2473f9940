// Command volume-provisioner makes a folder on the node for each claim and removes it when the
// claim is released. It runs on the node itself, so a volume costs milliseconds and no helper pod.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
)

const provisionerName = "store-orchestrator.io/node-folder"

func main() {
	klog.InitFlags(nil)
	kubeconfig := flag.String("kubeconfig", "", "kubeconfig file")
	node := flag.String("node", "", "name of this node")
	root := flag.String("root", "", "folder that holds the volumes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *kubeconfig, folders{node: *node, root: *root}); err != nil {
		klog.Fatal(err)
	}
}

func run(ctx context.Context, kubeconfig string, provisioner folders) error {
	connection, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return fmt.Errorf("kubeconfig %s: %w", kubeconfig, err)
	}
	client, err := kubernetes.NewForConfig(connection)
	if err != nil {
		return err
	}
	provisionController := controller.NewProvisionController(
		ctx, client, provisionerName, provisioner,
		controller.LeaderElection(false), // one node, one provisioner
		controller.Threadiness(4),
	)
	provisionController.Run(ctx)
	return nil
}

// folders provisions volumes as folders below root on one node.
type folders struct {
	node string
	root string
}

// Provision makes the claim's folder. The mode lets any user in, as a fresh volume of a cloud disk
// would with fsGroup; the root folder above it is closed to everybody but root.
func (f folders) Provision(
	_ context.Context, options controller.ProvisionOptions,
) (*v1.PersistentVolume, controller.ProvisioningState, error) {
	if options.PVC.Spec.Selector != nil {
		return nil, controller.ProvisioningFinished, fmt.Errorf("claim selectors are not supported")
	}
	path := filepath.Join(f.root, options.PVName)
	if err := os.MkdirAll(path, 0o777); err != nil {
		return nil, controller.ProvisioningFinished, err
	}
	if err := os.Chmod(path, 0o777); err != nil { // MkdirAll's mode is cut by the umask
		return nil, controller.ProvisioningFinished, err
	}
	return f.buildVolume(options, path), controller.ProvisioningFinished, nil
}

// Delete removes the folder; the library removes the PersistentVolume only after it succeeded.
func (f folders) Delete(_ context.Context, volume *v1.PersistentVolume) error {
	if volume.Spec.Local == nil {
		return fmt.Errorf("volume %s is not a node folder", volume.Name)
	}
	path := filepath.Clean(volume.Spec.Local.Path)
	if !strings.HasPrefix(path, f.root+string(filepath.Separator)) {
		return fmt.Errorf("volume %s lies at %s, outside %s: not removed", volume.Name, path, f.root)
	}
	return os.RemoveAll(path)
}

func (f folders) buildVolume(options controller.ProvisionOptions, path string) *v1.PersistentVolume {
	return &v1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: options.PVName},
		Spec: v1.PersistentVolumeSpec{
			PersistentVolumeReclaimPolicy: *options.StorageClass.ReclaimPolicy,
			AccessModes:                   options.PVC.Spec.AccessModes,
			Capacity: v1.ResourceList{
				v1.ResourceStorage: options.PVC.Spec.Resources.Requests[v1.ResourceStorage],
			},
			PersistentVolumeSource: v1.PersistentVolumeSource{
				Local: &v1.LocalVolumeSource{Path: path},
			},
			NodeAffinity: &v1.VolumeNodeAffinity{Required: &v1.NodeSelector{
				NodeSelectorTerms: []v1.NodeSelectorTerm{{
					MatchExpressions: []v1.NodeSelectorRequirement{{
						Key:      v1.LabelHostname,
						Operator: v1.NodeSelectorOpIn,
						Values:   []string{f.node},
					}},
				}},
			}},
		},
	}
}
