package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody begins with Spring Boot's generator and docs/spring.md, and with nothing else. Builds all modules that this
 * takes, and fetches what Boot is made of, so {@code mvn verify} leaves it out; CONTRIBUTING.md has the command.
 */
@Tag("fresh-project")
@Timeout(1800)
class FreshProjectTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]* value=\"([^\"]+)\"");
    private static final String COOKIE =
            "__Host-coatcheck=[\\w-]{22}\\.[\\w-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax";

    private final HttpClient client = HttpClient.newHttpClient();
    private String cookie = "";

    @Test
    void whatThePageSaysIsAnApplicationWithItsSessionsOnRedis(@TempDir Path folder) throws Exception {
        UserMaven maven = UserMaven.in(folder);
        maven.installCoatcheck("spring-boot-starter,store-redis");
        FreshProject project = FreshProject.write(Files.createDirectory(folder.resolve("demo")));
        maven.run(project.folder(), "package");

        try (JarFile jar = new JarFile(project.jar().toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName().replaceAll(".*/", "")))
                    .contains("jedis-7.4.1.jar", "jackson-databind-3.1.7.jar");
        }
        String[] redis = {
            "--coatcheck.redis.url=" + RedisServer.sharedUrl(), "--coatcheck.redis.prefix=fresh-" + folder.hashCode()
        };
        try (BootProcess one = BootProcess.start(project.jar(), redis)) {
            logIn(one);
            assertThat(send(one.url(), "/cart", "item=hat").body()).isEqualTo("[\"hat\"]");

            try (BootProcess other = BootProcess.start(project.jar(), redis)) {
                send(other.url(), "/cart", "item=scarf");
                assertThat(get(one.url(), "/cart").body()).isEqualTo("[\"hat\",\"scarf\"]");
                assertThat(get(other.url(), "/sessions").body()).contains("\"created\"");
                logOut(other);
                assertThat(get(one.url(), "/cart").statusCode()).isEqualTo(302);
                assertThat(List.of(one.warnings(), other.warnings())).allSatisfy(FreshProjectTest::assertNoOther);
            }
        }
    }

    /** As whoever starts it on his own machine gets to see. */
    private static void assertNoOther(List<String> warnings) {
        assertThat(warnings)
                .allMatch(line -> line.contains("security password") || line.contains("coatcheck.cookie.secure"));
    }

    private void logIn(BootProcess application) throws IOException, InterruptedException {
        assertThat(get(application.url(), "/cart").statusCode()).isEqualTo(302);
        String form = get(application.url(), "/login").body();
        String before = cookie;

        HttpResponse<String> response =
                send(application.url(), "/login", "username=user&password=" + application.generatedPassword(), form);

        assertThat(response.headers().firstValue("Location").orElseThrow()).endsWith("/cart?continue");
        assertThat(response.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .matches(COOKIE);
        assertThat(cookie).isNotEqualTo(before);
        assertThat(get(application.url(), "/cart").body()).isEqualTo("[]");
    }

    private void logOut(BootProcess application) throws IOException, InterruptedException {
        HttpResponse<String> response = send(application.url(), "/logout", "");
        assertThat(response.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
    }

    /** With the token of Boot's own page to log out. */
    private HttpResponse<String> send(URI application, String path, String form)
            throws IOException, InterruptedException {
        return send(application, path, form, get(application, "/logout").body());
    }

    private HttpResponse<String> send(URI application, String path, String form, String page)
            throws IOException, InterruptedException {
        Matcher token = TOKEN.matcher(page);
        assertThat(token.find()).as(page).isTrue();
        return exchange(HttpRequest.newBuilder(URI.create(application + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form + "&_csrf=" + token.group(1))));
    }

    private HttpResponse<String> get(URI application, String path) throws IOException, InterruptedException {
        return exchange(
                HttpRequest.newBuilder(URI.create(application + path)).header("Accept", "text/html, application/json"));
    }

    /** The cookie is for HTTPS alone, or for browsers that trust this machine; a jar of Java's would not send it. */
    private HttpResponse<String> exchange(HttpRequest.Builder request) throws IOException, InterruptedException {
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        response.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.replaceAll(";.*", ""));
        return response;
    }
}
