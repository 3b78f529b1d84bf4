package dev.coatcheck.example;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.io.StringWriter;
import java.net.CookieManager;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README's example, compiled and run as it stands there. */
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("public class (\\w+)");

    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @Test
    void theExampleIsAWholeApplication(@TempDir Path folder) throws Exception {
        try (URLClassLoader application = compiled(folder)) {
            Server server = new Server();
            ServerConnector connector = new ServerConnector(server);
            connector.setHost("localhost");
            server.addConnector(connector);
            ServletContextHandler context = new ServletContextHandler("/");
            context.addEventListener((ServletContextListener) application
                    .loadClass("com.example." + className())
                    .getConstructor()
                    .newInstance());
            server.setHandler(context);
            server.start();
            try {
                visit(URI.create("http://localhost:" + connector.getLocalPort() + "/cart"));
            } finally {
                server.stop();
            }
        }
    }

    private static String source() throws IOException {
        Matcher java = JAVA.matcher(Files.readString(README));
        assertThat(java.find()).as("a block of Java in README.md").isTrue();
        return java.group(1);
    }

    private static String className() throws IOException {
        Matcher name = CLASS.matcher(source());
        assertThat(name.find()).isTrue();
        return name.group(1);
    }

    /** With what is on the class path of these tests, and with nothing to be warned of. */
    private static URLClassLoader compiled(Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve(className() + ".java"), source());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            List<String> options = List.of("-d", folder.toString(), "-proc:none", "--release", "17");
            boolean isCompiled = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(file))
                    .call();
            assertThat(isCompiled).as(messages.toString()).isTrue();
            assertThat(messages.toString()).isEmpty();
        }
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, ReadmeTest.class.getClassLoader());
    }

    private void visit(URI cart) throws IOException, InterruptedException {
        assertThat(send("GET", cart).body()).startsWith("0 visits, in the cart: []");
        assertThat(send("GET", cart).headers().firstValue("Set-Cookie")).isEmpty();

        assertThat(send("POST", cart).headers().firstValue("Set-Cookie")).isPresent();
        send("POST", cart);
        assertThat(send("GET", cart).body())
                .startsWith("2 visits, in the cart: [Product[id=1, title=Hat, price=19.90]]");

        send("DELETE", cart);
        assertThat(send("GET", cart).body()).startsWith("0 visits");
    }

    private HttpResponse<String> send(String method, URI uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = browser.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }
}
