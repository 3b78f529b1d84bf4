package dev.coatcheck.redis;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A socket whose reads and writes keep to the {@link Deadline} of the thread that makes them. Java's own timeout begins
 * anew with each read, so that a server which sends a byte now and then is waited for without end; and writes, which
 * have none, wait for ever where a server takes nothing. TLS goes on top of it.
 *
 * <p>Which timeout Java keeps is a field of its own, so it costs no system call to change it; it is changed for the
 * last reads of a call alone.
 */
final class TimedSocket extends Socket {
    /** So many bytes go into the buffer of a socket whose last request was answered, wherever they go from there. */
    private static final int BUFFERED = 8192;

    private final int usualMillis;
    private final long usualNanos;
    private int nowMillis;
    private int unanswered;
    private boolean heard;

    TimedSocket(Duration timeout) throws SocketException {
        usualMillis = millis(timeout.toNanos());
        usualNanos = timeout.toNanos();
        nowMillis = usualMillis;
        setSoTimeout(usualMillis);
        setTcpNoDelay(true);
        setKeepAlive(true);
        // what is on its way when a connection is given up is of no use
        setSoLinger(true, 0);
    }

    /** For a timeout of Java's, where 0 is none; rounded up, so that who waits that long is late and not early. */
    static int millis(long nanos) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999)));
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new Input(super.getInputStream());
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new Output(super.getOutputStream());
    }

    private final class Input extends InputStream {
        private final InputStream in;

        Input(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            long left = Deadline.leftNanos(usualNanos);
            if (left <= 0) {
                throw new SocketTimeoutException("The time was up before the answer was whole");
            }
            int wanted = left == usualNanos ? usualMillis : millis(left);
            if (wanted != nowMillis) {
                setSoTimeout(wanted);
                nowMillis = wanted;
            }
            return noted(in.read(bytes, offset, length));
        }

        private int noted(int length) throws IOException {
            if (length > 0) {
                heard = true;
                unanswered = 0;
            } else if (length < 0 && !heard) {
                throw new EOFException("The server hung up without a word");
            }
            return length;
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            TimedSocket.this.close();
        }
    }

    private final class Output extends OutputStream {
        private final OutputStream out;

        Output(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            unanswered += Math.min(length, BUFFERED + 1);
            if (unanswered <= BUFFERED) {
                out.write(bytes, offset, length);
            } else {
                unanswered = BUFFERED;
                writeInTime(bytes, offset, length);
            }
        }

        /** Hanging up is the only way to end a write that waits; the JDK's own clock does so, and needs no thread of ours. */
        private void writeInTime(byte[] bytes, int offset, int length) throws IOException {
            CompletableFuture<Boolean> written = new CompletableFuture<Boolean>()
                    .completeOnTimeout(false, Deadline.leftNanos(2 * usualNanos), TimeUnit.NANOSECONDS);
            CompletableFuture<Void> watch = written.thenAccept(inTime -> {
                if (!inTime) {
                    hangUp();
                }
            });
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw written.isDone() ? new SocketTimeoutException("The server did not take the request in time") : e;
            } finally {
                written.complete(true);
                watch.join();
            }
        }

        private void hangUp() {
            try {
                TimedSocket.this.close();
            } catch (IOException e) {
                // then it is of no use already
            }
        }

        @Override
        public void close() throws IOException {
            TimedSocket.this.close();
        }
    }
}
