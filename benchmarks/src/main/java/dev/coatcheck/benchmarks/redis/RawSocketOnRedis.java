package dev.coatcheck.benchmarks.redis;

import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Row;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** The least that a client can do: a request that is ready to be sent, and a reply of known length. For servers without a password. */
public class RawSocketOnRedis extends BytesOnRedis {
    private final byte[] request = ascii("*2\r\n$3\r\nGET\r\n$" + key.length + "\r\n" + name + "\r\n");
    private byte[] reply = {};

    @SuppressWarnings("NullAway.Init") // by connect
    private Socket socket;

    @SuppressWarnings("NullAway.Init") // by connect
    private InputStream in;

    @SuppressWarnings("NullAway.Init") // by connect
    private OutputStream out;

    @Setup
    public void connect() throws IOException {
        byte[] value = stored();
        URI url = URI.create(RedisUrl.ofThisRun());
        socket = new Socket(url.getHost(), url.getPort() < 0 ? 6379 : url.getPort());
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
        out = socket.getOutputStream();
        byte[] head = ascii("$" + bytes + "\r\n");
        reply = new byte[head.length + bytes + 2];
        byte[] read = get();
        Check.same(head, Arrays.copyOf(read, head.length));
        Check.same(value, Arrays.copyOfRange(read, head.length, head.length + bytes));
    }

    @TearDown
    public void close() throws IOException {
        socket.close();
    }

    @Benchmark
    @Row(who = "Raw socket", what = "GET")
    public byte[] get() throws IOException {
        out.write(request);
        if (in.readNBytes(reply, 0, reply.length) < reply.length) {
            throw new EOFException("the server closed the connection");
        }
        return reply;
    }
}
