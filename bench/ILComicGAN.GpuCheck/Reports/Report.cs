using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using ILComicGAN.Files;
using ILComicGAN.GpuCheck.Running;

namespace ILComicGAN.GpuCheck.Reports;

/// <summary>All that was found.</summary>
/// <param name="Device">Which card was asked for.</param>
/// <param name="Small">Whether sizes are the smallest and nothing was timed.</param>
/// <param name="Started">When.</param>
/// <param name="Seconds">That it took so far.</param>
/// <param name="Right">Whether all that ran is right.</param>
/// <param name="Complete">Whether no part is to come.</param>
/// <param name="Parts">What became of each.</param>
internal sealed record Report(string Device, bool Small, DateTimeOffset Started, double Seconds, bool Right, bool Complete, IReadOnlyList<PartResult> Parts)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>Writes report.json and report.md.</summary>
    public void Write(string folder)
    {
        AtomicFile.Write(Path.Combine(folder, "report.json"), stream => JsonSerializer.Serialize(stream, this, s_json));
        AtomicFile.Write(Path.Combine(folder, "report.md"), stream => stream.Write(Encoding.UTF8.GetBytes(MarkdownReport.Of(this))));
    }
}
