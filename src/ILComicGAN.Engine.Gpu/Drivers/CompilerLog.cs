using System.Diagnostics;
using System.Text;

namespace ILComicGAN.Engine.Gpu.Drivers;

/// <summary>
/// Catches what NVIDIA's compiler writes when it refuses a kernel: ILGPU hands it to .NET's trace and throws an exception
/// without it.
/// </summary>
internal sealed class CompilerLog : TraceListener
{
    private const string Heading = "PTX Kernel loading failed:";

    [ThreadStatic]
    private static StringBuilder? s_text;

    private static readonly Lazy<CompilerLog> s_listener = new(static () =>
    {
        CompilerLog made = new();
        Trace.Listeners.Add(made);
        return made;
    });

    /// <summary>Begins to listen to this thread.</summary>
    public static void Begin()
    {
        _ = s_listener.Value;
        s_text = new StringBuilder();
    }

    /// <summary>Ends it.</summary>
    /// <returns>What was written; empty where nothing was.</returns>
    public static string End()
    {
        string text = s_text?.ToString() ?? "";
        s_text = null;
        // The driver fills a fixed buffer; what is behind the end of its text is nothing.
        return text.Split('\0')[0];
    }

    public override void Write(string? message) => s_text?.Append(message);

    public override void WriteLine(string? message)
    {
        if (message != Heading)
        {
            s_text?.AppendLine(message);
        }
    }
}
