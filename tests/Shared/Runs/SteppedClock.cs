namespace ILComicGAN.Tests.Shared;

/// <summary>A clock that is only ever what a test says.</summary>
internal sealed class SteppedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
