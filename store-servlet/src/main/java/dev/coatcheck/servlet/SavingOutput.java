package dev.coatcheck.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** The response's bytes; something is done before each is written, and before they are sent to the visitor. */
final class SavingOutput extends ServletOutputStream {
    private final ServletOutputStream out;
    private final Runnable beforeWriting;
    private final Runnable beforeSending;

    SavingOutput(ServletOutputStream out, Runnable beforeWriting, Runnable beforeSending) {
        this.out = out;
        this.beforeWriting = beforeWriting;
        this.beforeSending = beforeSending;
    }

    @Override
    public void write(int one) throws IOException {
        beforeWriting.run();
        out.write(one);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        beforeWriting.run();
        out.write(bytes);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        beforeWriting.run();
        out.write(bytes, offset, length);
    }

    /** In the container's way, which knows the response's encoding; the other forms come down to this one. */
    @Override
    public void print(String text) throws IOException {
        beforeWriting.run();
        out.print(text);
    }

    @Override
    public void flush() throws IOException {
        beforeSending.run();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        beforeSending.run();
        out.close();
    }

    @Override
    public boolean isReady() {
        return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        out.setWriteListener(listener);
    }
}
