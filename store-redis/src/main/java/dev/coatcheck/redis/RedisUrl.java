package dev.coatcheck.redis;

import dev.coatcheck.ConfigurationException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Where Redis is, as {@code coatcheck.redis.url} says it:
 *
 * <ul>
 *   <li>{@code redis://[[user]:password@]host[:port][/database]}
 *   <li>{@code redis-sentinel://[[user]:password@]host[:port],...[/database]?master=NAME}, and where the sentinels want a
 *       password of their own, {@code &sentinel-user=...&sentinel-password=...}
 *   <li>{@code redis-cluster://[[user]:password@]host[:port],...}
 * </ul>
 *
 * each also over TLS: {@code rediss}, {@code rediss-sentinel}, {@code rediss-cluster}. {@code password@} alone is a
 * password too. User and password are the servers', percent-encoded.
 *
 * @param hosts servers, or sentinels; an IPv6 address is in brackets
 * @param sentinel what only sentinels need; null without them
 */
record RedisUrl(
        Kind kind,
        boolean tls,
        List<HostAndPort> hosts,
        Login login,
        int database,
        @Nullable Sentinel sentinel) {

    enum Kind {
        STANDALONE("redis", 6379, "redis://user:password@host:6379/0"),
        SENTINEL("redis-sentinel", 26_379, "redis-sentinel://user:password@host1:26379,host2:26379/0?master=NAME"),
        CLUSTER("redis-cluster", 6379, "redis-cluster://user:password@host1:6379,host2:6379");

        private final String scheme;
        private final int defaultPort;
        private final String form;

        Kind(String scheme, int defaultPort, String form) {
            this.scheme = scheme;
            this.defaultPort = defaultPort;
            this.form = form;
        }
    }

    /** Both null: none. The user alone null: the default user. */
    record Login(@Nullable String user, @Nullable String password) {
        static final Login NONE = new Login(null, null);

        @Override
        public String toString() {
            return password == null ? "no password" : "a password";
        }
    }

    /** The name under which sentinels know the master, and what they themselves ask for. */
    record Sentinel(String master, Login login) {}

    /** No {@code @} but the one behind the login: another may be, too, and what is before it is shown nowhere. */
    private static final Pattern FORM =
            Pattern.compile("([a-z-]+)://(?:([^@/?#]*)@)?([^@/?#]+)(?:/([^@?#]*))?(?:\\?([^@#]*))?");

    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9.])?|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

    /** What sentinels allow, and a space; other characters come from a parameter that was mistyped. */
    private static final Pattern MASTER = Pattern.compile("[A-Za-z0-9 ._-]+");

    private static final Pattern NOT_ENCODED = Pattern.compile("[\\s\\p{Cntrl}]|%(?![0-9A-Fa-f]{2})");

    static RedisUrl parse(String text) {
        int colon = Math.max(0, text.indexOf(':'));
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        boolean tls = scheme.startsWith("rediss");
        Kind kind = kind(tls ? "redis" + scheme.substring("rediss".length()) : scheme);
        Matcher form = FORM.matcher(scheme + text.substring(colon));
        if (!form.matches()) {
            throw unusable("it is " + kind.form + ", special characters of user and password percent-encoded");
        }
        return new RedisUrl(
                kind,
                tls,
                hosts(kind, form.group(3)),
                login(form.group(2)),
                database(kind, form.group(4)),
                sentinel(kind, form.group(5)));
    }

    private static Kind kind(String scheme) {
        for (Kind kind : Kind.values()) {
            if (kind.scheme.equals(scheme)) {
                return kind;
            }
        }
        throw unusable("it begins with redis://, redis-sentinel:// or redis-cluster://, or with rediss://,"
                + " rediss-sentinel:// or rediss-cluster:// for TLS");
    }

    private static List<HostAndPort> hosts(Kind kind, String hosts) {
        List<HostAndPort> parsed = new ArrayList<>();
        for (String host : hosts.split(",", -1)) {
            Matcher form = HOST.matcher(host);
            if (!form.matches()) {
                throw unusable("a host is a name or an address, an IPv6 address in brackets, and may be followed"
                        + " by a colon and a port, as in " + kind.form);
            }
            parsed.add(new HostAndPort(form.group(1), form.group(2) == null ? kind.defaultPort : port(form.group(2))));
        }
        if (kind == Kind.STANDALONE && parsed.size() > 1) {
            throw unusable("several hosts are " + Kind.SENTINEL.form + " or " + Kind.CLUSTER.form);
        }
        return List.copyOf(parsed);
    }

    private static int port(String digits) {
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw unusable("a port is 1 to 65535");
        }
        return port;
    }

    private static Login login(@Nullable String userInfo) {
        if (userInfo == null || userInfo.isEmpty()) {
            return Login.NONE;
        }
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? "" : decoded(userInfo.substring(0, colon));
        return new Login(user.isEmpty() ? null : user, decoded(userInfo.substring(colon + 1)));
    }

    private static String decoded(String part) {
        if (NOT_ENCODED.matcher(part).find()) {
            throw unusable("special characters are percent-encoded, such as %25 for a percent sign");
        }
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static int database(Kind kind, @Nullable String path) {
        if (path == null || path.isEmpty()) {
            return 0;
        }
        if (kind == Kind.CLUSTER) {
            throw unusable("a cluster has no databases; it is " + kind.form);
        }
        if (!path.matches("[0-9]{1,5}")) {
            throw unusable("behind the host stands the number of a database, such as /0");
        }
        return Integer.parseInt(path);
    }

    private static @Nullable Sentinel sentinel(Kind kind, @Nullable String query) {
        Map<String, String> parameters = parameters(query);
        String master = parameters.remove("master");
        String user = parameters.remove("sentinel-user");
        String password = parameters.remove("sentinel-password");
        if (kind != Kind.SENTINEL) {
            if (query != null) {
                throw unusable("it has no parameters; it is " + kind.form);
            }
            return null;
        }
        if (master == null
                || !MASTER.matcher(master).matches()
                || !parameters.isEmpty()
                || (user != null && password == null)) {
            throw unusable("its parameters are master, which must be there, and sentinel-password with or without"
                    + " sentinel-user, as in " + kind.form);
        }
        return new Sentinel(master, new Login(user, password));
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals < 0
                    || parameters.put(parameter.substring(0, equals), decoded(parameter.substring(equals + 1)))
                            != null) {
                throw unusable("each parameter is there once, as name=value");
            }
        }
        return parameters;
    }

    /** Where not all is understood, any part may be a password. */
    private static ConfigurationException unusable(String expected) {
        return new ConfigurationException(
                "coatcheck.redis.url cannot be used (and is not shown, for the password that it may hold); "
                        + expected);
    }

    /** Without user and password. */
    @Override
    public String toString() {
        String addresses = hosts.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
        return sentinel == null
                ? addresses + (kind == Kind.CLUSTER ? "" : "/" + database)
                : "\"" + sentinel.master() + "\" of the sentinels " + addresses + "/" + database;
    }
}
