using System.Text.Json.Serialization;

namespace ILComicGAN.GpuCheck.Running;

/// <summary>How a part ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PartOutcome>))]
internal enum PartOutcome
{
    /// <summary>By itself.</summary>
    Done,

    /// <summary>It did not begin.</summary>
    LeftOut,

    /// <summary>Its process failed.</summary>
    Crashed,

    /// <summary>Its process was ended: it took much longer than it may.</summary>
    Ended,
}
