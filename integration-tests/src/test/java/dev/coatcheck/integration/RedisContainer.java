package dev.coatcheck.integration;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import java.util.List;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A server in a container, to be reached on this machine's loopback alone. */
final class RedisContainer extends RedisServer {
    private static final String IMAGE_VARIABLE = "COATCHECK_TEST_REDIS_IMAGE";
    private static final Once<DockerImageName> IMAGE = new Once<>(RedisContainer::fetchImage);

    private final GenericContainer<?> container;

    private RedisContainer(int port, HostConfig network, List<String> command) {
        super(port);
        container = new GenericContainer<>(IMAGE.get())
                .withCommand(command.toArray(String[]::new))
                .withCreateContainerCmdModifier(create -> create.withHostConfig(network));
    }

    /** Its port is published to this machine's loopback alone. */
    static RedisContainer published(int port, List<String> settings) {
        HostConfig network =
                HostConfig.newHostConfig().withPortBindings(PortBinding.parse("127.0.0.1:" + port + ":6379"));
        return new RedisContainer(port, network, command(List.of(), settings));
    }

    /** In this machine's own network, on its loopback: servers there reach each other at the addresses that they tell. */
    static RedisContainer onLoopback(int port, List<String> settings) {
        return new RedisContainer(
                port,
                HostConfig.newHostConfig().withNetworkMode("host"),
                command(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1"), settings));
    }

    private static List<String> command(List<String> address, List<String> settings) {
        return Stream.of(address, List.of("--save", "", "--appendonly", "no"), settings)
                .flatMap(List::stream)
                .toList();
    }

    /** A sentinel on this machine's loopback; it writes into its file, and begins anew when it is restarted. */
    static RedisContainer sentinel(int port, String file) {
        String start = "printf %s \"$1\" >/tmp/sentinel.conf"
                + " && exec $(command -v valkey-server || command -v redis-server) /tmp/sentinel.conf --sentinel";
        RedisContainer sentinel = new RedisContainer(
                port, HostConfig.newHostConfig().withNetworkMode("host"), List.of("-c", start, "sentinel", file));
        sentinel.container.withCreateContainerCmdModifier(create -> create.withEntrypoint("sh"));
        return sentinel;
    }

    static boolean engineAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** Testcontainers would try for minutes, before every test; one attempt tells as much. */
    private static DockerImageName fetchImage() throws InterruptedException {
        DockerImageName image = DockerImageName.parse(System.getenv().getOrDefault(IMAGE_VARIABLE, "redis:8"));
        DockerClient docker = DockerClientFactory.lazyClient();
        if (isPresent(image, docker)) {
            return image;
        }
        Throwable reason = null;
        try {
            docker.pullImageCmd(image.getUnversionedPart())
                    .withTag(image.getVersionPart())
                    .start()
                    .awaitCompletion();
            if (isPresent(image, docker)) {
                return image;
            }
        } catch (DockerException e) {
            reason = e;
        }
        throw new IllegalStateException(
                "Docker answers, but the image " + image + " is neither here nor can it be fetched. Name another in "
                        + IMAGE_VARIABLE + ", make a local one with integration-tests/make-images, or do without "
                        + "Docker: COATCHECK_TEST_REDIS=process",
                reason);
    }

    private static boolean isPresent(DockerImageName image, DockerClient docker) {
        try {
            docker.inspectImageCmd(image.asCanonicalNameString()).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    @Override
    String origin() {
        return "the Docker image " + IMAGE.get();
    }

    @Override
    void launch() {
        if (container.getContainerId() == null) {
            container.start();
        } else {
            container
                    .getDockerClient()
                    .startContainerCmd(container.getContainerId())
                    .exec();
        }
    }

    @Override
    void requireAlive() {
        if (!container.isRunning()) {
            throw new AssertionError("the container's server ended by itself: " + container.getLogs());
        }
    }

    @Override
    void freeze() {
        container
                .getDockerClient()
                .pauseContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    void thaw() {
        container
                .getDockerClient()
                .unpauseContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    void kill() {
        if (container.isRunning()) {
            container
                    .getDockerClient()
                    .killContainerCmd(container.getContainerId())
                    .exec();
            // the engine answers before the process is gone
            container
                    .getDockerClient()
                    .waitContainerCmd(container.getContainerId())
                    .start()
                    .awaitStatusCode();
        }
    }

    @Override
    void dispose() {
        container.stop();
    }
}
