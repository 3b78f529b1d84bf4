package dev.coatcheck.servlet.attribute;

import java.io.IOException;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import org.jspecify.annotations.Nullable;

/**
 * URLs that are compared by their text. Java's own ask for the address of their host when they are put into a map, and so
 * when a map is read that has been planted; logins by OpenID Connect have URLs in the session.
 */
final class UnresolvedUrls extends URLStreamHandler {
    private final int defaultPort;

    private UnresolvedUrls(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    /** The same URL; it is opened as any other. */
    @SuppressWarnings("deprecation") // newer Java has another way, which 17 has not
    static URL of(URL url) throws MalformedURLException {
        return new URL(null, url.toExternalForm(), new UnresolvedUrls(url.getDefaultPort()));
    }

    @Override
    protected @Nullable InetAddress getHostAddress(URL url) {
        return null;
    }

    @Override
    @SuppressWarnings("deprecation")
    protected URLConnection openConnection(URL url) throws IOException {
        return new URL(url.toExternalForm()).openConnection();
    }

    @Override
    @SuppressWarnings("deprecation")
    protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
        return new URL(url.toExternalForm()).openConnection(proxy);
    }

    @Override
    protected int getDefaultPort() {
        return defaultPort;
    }
}
