namespace ILComicGAN.PtxMachine.Execution;

/// <summary>
/// The asynchronous copies of a warp that are under way. A card may do them at any time until they are waited for; here
/// they are done then and no earlier, so that a kernel that does not wait sees the old contents.
/// </summary>
internal sealed unsafe class AsyncCopies
{
    private readonly List<Pending> _pending = [];
    private readonly int[] _groups = new int[32];

    /// <param name="Lane">Whose it is.</param>
    /// <param name="Group">The number of the lane's group.</param>
    /// <param name="Target">On the host.</param>
    /// <param name="Bytes">4, 8 or 16.</param>
    /// <param name="Data">As read when it was issued.</param>
    private readonly record struct Pending(int Lane, int Group, long Target, int Bytes, UInt128 Data);

    /// <summary>Another group of threads begins; what nobody waited for is lost.</summary>
    public void Start()
    {
        _pending.Clear();
        Array.Clear(_groups);
    }

    public void Add(int lane, long target, ReadOnlySpan<byte> data)
    {
        UInt128 value = 0;
        data.CopyTo(new Span<byte>(&value, sizeof(UInt128)));
        _pending.Add(new Pending(lane, _groups[lane], target, data.Length, value));
    }

    /// <summary>Closes the open group of each lane.</summary>
    public void Commit(uint lanes)
    {
        for (int lane = 0; lane < 32; lane++)
        {
            _groups[lane] += (int)(lanes >> lane & 1);
        }
    }

    /// <summary>Does the copies of all but the newest <paramref name="left"/> closed groups.</summary>
    /// <param name="lanes">Whose.</param>
    /// <param name="left">Negative for everything, the open group too.</param>
    /// <param name="done">Called with lane, address on the host and bytes of each.</param>
    public void Complete(uint lanes, int left, Action<int, long, int>? done)
    {
        int kept = 0;
        for (int i = 0; i < _pending.Count; i++)
        {
            Pending copy = _pending[i];
            if ((lanes >> copy.Lane & 1) == 0 || (left >= 0 && copy.Group >= _groups[copy.Lane] - left))
            {
                _pending[kept++] = copy;
                continue;
            }

            UInt128 data = copy.Data;
            new ReadOnlySpan<byte>(&data, copy.Bytes).CopyTo(new Span<byte>((void*)copy.Target, copy.Bytes));
            done?.Invoke(copy.Lane, copy.Target, copy.Bytes);
        }

        _pending.RemoveRange(kept, _pending.Count - kept);
    }
}
