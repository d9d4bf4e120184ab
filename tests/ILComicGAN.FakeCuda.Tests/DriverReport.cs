using System.Globalization;

namespace ILComicGAN.FakeCuda.Tests;

/// <summary>What the driver wrote down of one process, or of several together.</summary>
internal sealed class DriverReport
{
    private readonly Dictionary<string, long> _counts = [];
    private readonly List<string> _findings = [];

    public DriverReport(string file)
    {
        foreach (string line in File.Exists(file) ? File.ReadLines(file) : [])
        {
            if (line.StartsWith("count ", StringComparison.Ordinal))
            {
                int end = line.LastIndexOf(' ');
                _counts[line[6..end]] = this[line[6..end]] + long.Parse(line[end..], CultureInfo.InvariantCulture);
            }
            else if (line.StartsWith("finding: ", StringComparison.Ordinal))
            {
                _findings.Add(line[9..]);
            }
            else if (line.StartsWith("planned failure", StringComparison.Ordinal))
            {
                HasFailed = true;
            }
        }
    }

    /// <summary>What a real driver would have minded.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>Whether a planned failure took place.</summary>
    public bool HasFailed { get; }

    /// <summary>What was done at all.</summary>
    public IEnumerable<string> Names => _counts.Keys;

    /// <summary>How often something was done.</summary>
    public long this[string name] => _counts.GetValueOrDefault(name);
}
