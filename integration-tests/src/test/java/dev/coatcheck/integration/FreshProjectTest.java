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
import java.util.UUID;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
    private static final String TICKET = "[\\w-]{22}\\.[\\w-]{43}";
    private static final String HAT = "{\"id\":1,\"title\":\"Hat\"}";
    private static final String SCARF = "{\"id\":2,\"title\":\"Scarf\"}";

    private final HttpClient client = HttpClient.newHttpClient();
    private String cookie = "";

    @Test
    void whatThePageSaysIsAnApplicationWithItsSessionsOnRedis(@TempDir Path folder) throws Exception {
        FreshProject project = FreshProject.write(Files.createDirectory(folder.resolve("demo")));
        try (UserMaven maven = UserMaven.in(folder)) {
            maven.installCoatcheck("spring-boot-starter,store-redis");
            maven.run(project.folder(), "package");
        }

        assertThat(libraries(project)).contains("jedis-7.4.1.jar", "jackson-databind-3.1.7.jar");
        twoInstancesShareTheSessions(project);
        theDependencyAloneIsEnough(project);
    }

    /** The versions of what Coatcheck needs are Boot's. */
    private static List<String> libraries(FreshProject project) throws IOException {
        try (JarFile jar = new JarFile(project.jar().toFile())) {
            return jar.stream()
                    .map(entry -> entry.getName().replaceAll(".*/", ""))
                    .toList();
        }
    }

    private void twoInstancesShareTheSessions(FreshProject project) throws IOException, InterruptedException {
        String[] redis = {
            "--coatcheck.redis.url=" + RedisServer.sharedUrl(),
            "--coatcheck.redis.prefix=fresh-" + UUID.randomUUID(),
            // there is no HTTPS here
            "--coatcheck.cookie.secure=false"
        };
        try (BootProcess one = BootProcess.start(project.jar(), redis);
                BootProcess other = BootProcess.start(project.jar(), redis)) {
            assertThat(logIn(one)).matches("coatcheck=" + TICKET + "; Path=/; HttpOnly; SameSite=Lax");
            assertThat(post(one, "/cart", "application/json", HAT).statusCode()).isEqualTo(200);
            assertThat(post(other, "/cart", "application/json", SCARF).statusCode())
                    .isEqualTo(200);
            assertThat(get(one, "/cart").body()).isEqualTo("[" + HAT + "," + SCARF + "]");

            logOut(other);
            assertThat(get(one, "/cart").statusCode()).isEqualTo(302);
            // Boot itself warns of the password that it has made
            assertThat(Stream.concat(one.warnings().stream(), other.warnings().stream()))
                    .allMatch(line -> line.contains("UserDetailsServiceAutoConfiguration"));
        }
    }

    /** With no property at all: sessions in memory, and the cookie as it should be. */
    private void theDependencyAloneIsEnough(FreshProject project) throws IOException, InterruptedException {
        cookie = "";
        try (BootProcess alone = BootProcess.start(project.jar(), "--spring.config.location=optional:file:none/")) {
            assertThat(logIn(alone)).matches("__Host-coatcheck=" + TICKET + "; Path=/; Secure; HttpOnly; SameSite=Lax");
            post(alone, "/cart", "application/json", HAT);
            assertThat(get(alone, "/cart").body()).isEqualTo("[" + HAT + "]");
        }
    }

    /** With the password that Boot has made, and the cookie as the application sets it then. */
    private String logIn(BootProcess application) throws IOException, InterruptedException {
        assertThat(get(application, "/cart").statusCode()).isEqualTo(302);
        String token = token(get(application, "/login"));
        String before = cookie;

        HttpResponse<String> response = post(
                application,
                "/login",
                "application/x-www-form-urlencoded",
                "username=user&password=" + application.generatedPassword(),
                token);

        assertThat(response.headers().firstValue("Location").orElseThrow()).endsWith("/cart?continue");
        assertThat(cookie).isNotEqualTo(before);
        assertThat(get(application, "/cart").body()).isEqualTo("[]");
        List<String> set = response.headers().allValues("Set-Cookie");
        assertThat(set).hasSize(1);
        return set.get(0);
    }

    private void logOut(BootProcess application) throws IOException, InterruptedException {
        HttpResponse<String> response = post(application, "/logout", "application/x-www-form-urlencoded", "");
        assertThat(response.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
    }

    /** With the token of Boot's own page to log out. */
    private HttpResponse<String> post(BootProcess application, String path, String type, String body)
            throws IOException, InterruptedException {
        return post(application, path, type, body, token(get(application, "/logout")));
    }

    private HttpResponse<String> post(BootProcess application, String path, String type, String body, String token)
            throws IOException, InterruptedException {
        return exchange(HttpRequest.newBuilder(URI.create(application.url() + path))
                .headers("Content-Type", type, "X-CSRF-TOKEN", token)
                .POST(BodyPublishers.ofString(body)));
    }

    private static String token(HttpResponse<String> page) {
        Matcher token = TOKEN.matcher(page.body());
        assertThat(token.find()).as(page.body()).isTrue();
        return token.group(1);
    }

    /** As browsers ask for a page. */
    private HttpResponse<String> get(BootProcess application, String path) throws IOException, InterruptedException {
        return exchange(
                HttpRequest.newBuilder(URI.create(application.url() + path)).header("Accept", "text/html, */*"));
    }

    /** A cookie for HTTPS is one that a jar of Java's would not send here, and browsers do on their own machine. */
    private HttpResponse<String> exchange(HttpRequest.Builder request) throws IOException, InterruptedException {
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        response.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.replaceAll(";.*", ""));
        return response;
    }
}
